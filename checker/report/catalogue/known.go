package catalogue

// known are the laws, standards and programmes that the keys of a crosswalk may name. A key that is not here is shown
// as it is written.
var known = map[string]Framework{
	"800-53": {
		Name: "NIST SP 800-53, Security and Privacy Controls", Kind: "standard",
		Ref:  "https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final",
		Note: "Items are controls and their enhancements, some of them of release 5.2.0.",
	},
	"CISA-SSD": {
		Name: "CISA, FBI and ACSC, Safe Software Deployment", Kind: "guidance",
		Ref: "https://www.cisa.gov/resources-tools/resources/safe-software-deployment-how-software-manufacturers-can-ensure-reliability-customers",
		Note: "Items are its phases: 1 planning, 2 development and testing, 3 internal rollout, 4 deployment and canary " +
			"testing, 5 controlled rollout, 6 feedback; and its playbook for emergencies.",
	},
	"CRA": {
		Name: "EU Cyber Resilience Act, Regulation (EU) 2024/2847", Kind: "law",
		Ref:  "https://eur-lex.europa.eu/eli/reg/2024/2847/oj",
		Note: "Items are points of Annex I: 1.2c is Part I, point (2)(c); 2.7 is Part II, point (7).",
	},
	"DORA-RTS": {
		Name: "DORA, Delegated Regulation (EU) 2024/1774", Kind: "law",
		Ref:  "https://eur-lex.europa.eu/eli/reg_del/2024/1774/oj",
		Note: "Items are its articles. It binds the financial entity, which asks its vendors.",
	},
	"EC-2009": {Name: "Microsoft's undertaking of 2009 on interoperability, before the European Commission"},
	"MVI": {
		Name: "Microsoft Virus Initiative", Kind: "programme",
		Ref:  "https://learn.microsoft.com/unified-secops-platform/virus-initiative-criteria",
		Note: "Items are its criteria.",
	},
	"OSPS": {
		Name: "OpenSSF, Open Source Project Security Baseline", Kind: "standard",
		Ref:  "https://baseline.openssf.org/",
		Note: "Items are its controls.",
	},
	"S2C2F": {
		Name: "OpenSSF, Secure Supply Chain Consumption Framework", Kind: "standard",
		Ref:  "https://github.com/ossf/s2c2f",
		Note: "Items are its requirements.",
	},
	"SLSA": {
		Name: "SLSA, Supply-chain Levels for Software Artifacts", Kind: "standard",
		Ref:  "https://slsa.dev/spec/v1.2/",
		Note: "Items are its tracks and attestations.",
	},
	"SSDF": {
		Name: "NIST SP 800-218, Secure Software Development Framework", Kind: "standard",
		Ref:  "https://csrc.nist.gov/pubs/sp/800/218/final",
		Note: "Items are its practices and tasks.",
	},
	"WHCP": {
		Name: "Windows Hardware Compatibility Program", Kind: "programme",
		Ref:  "https://learn.microsoft.com/windows-hardware/design/compatibility/",
		Note: "Items are its tests and measures.",
	},
}
