package belay.kernel.code_hygiene_test

import data.belay.fixture
import data.belay.kernel.code_hygiene as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": [["driver"]], "deny": set(), "proof": {"checks"}}

lists(components) := fixture.changed({"manifest": {"kernel": {"components": components}}})

# The same for a release that is for these systems.
on(platforms, input_for) := object.union(input_for, {"manifest": {"release": {"platforms": platforms}}})

# One component of a type, in a memory-safe language or not, and the tests that passed.
tested(type, safe, passed) := object.union(
	lists([object.union(fixture.component, {"type": type, "memory_safe": safe})]),
	shown(passed),
)

shown(passed) := {"evidence": [run("checks", passed)]}

run(id, passed) := fixture.said_by(fixture.checks, {"id": id, "predicate": {"passedTests": passed}})

of(type, proof) := {"claims": [[type]], "proof": proof}

driver := ["kp/codeql", "kp/driver-verifier", "kp/fuzz"]

ships(digest) := {"artifacts": [{"name": "sensor.sys", "kind": "driver", "digest": {"sha256": digest}}]}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"no static analysis": {"input": tested("driver", false, ["kp/driver-verifier", "kp/fuzz"]), "want": {"proof": set()}},
	"no verifier": {"input": tested("driver", false, ["kp/codeql", "kp/fuzz"]), "want": {"proof": set()}},
	"not fuzzed": {"input": tested("driver", false, ["kp/codeql", "kp/driver-verifier"]), "want": {"proof": set()}},
	"said to be memory-safe and not shown": {"input": tested("driver", true, driver), "want": {"proof": set()}},
	"shown to be memory-safe": {
		"input": tested("driver", true, ["kp/codeql", "kp/driver-verifier", "kp/memory-safe"]),
		"want": {},
	},
	"memory-safe and not analysed": {"input": tested("driver", true, ["kp/memory-safe"]), "want": {"proof": set()}},
	"shown to be memory-safe and not said to be": {
		"input": tested("driver", false, ["kp/codeql", "kp/driver-verifier", "kp/memory-safe"]),
		"want": {"proof": set()},
	},
	"no word on the language": {
		"input": lists([object.remove(fixture.component, ["memory_safe"])]),
		"want": {},
	},
	"a module that is fuzzed": {
		"input": on(["linux"], tested("module", false, ["kp/fuzz"])),
		"want": of("module", {"checks"}),
	},
	"a module that is not": {
		"input": on(["linux"], tested("module", false, ["kp/codeql"])),
		"want": of("module", set()),
	},
	"a memory-safe module": {
		"input": on(["linux"], tested("module", true, ["kp/memory-safe"])),
		"want": of("module", {"checks"}),
	},
	"a module beside Windows": {
		"input": on(["linux", "windows"], tested("module", false, ["kp/fuzz"])),
		"want": of("module", {"checks"}),
	},
	"a module on Windows is a driver": {
		"input": tested("module", false, ["kp/fuzz"]),
		"want": of("module", set()),
	},
	"a module on Windows that is tested as a driver": {
		"input": tested("module", false, driver),
		"want": of("module", {"checks"}),
	},
	"a driver on other systems": {"input": on(["linux", "macos"], tested("driver", false, ["kp/fuzz"])), "want": {}},
	"a driver on other systems that is not fuzzed": {
		"input": on(["linux", "macos"], tested("driver", false, ["kp/codeql"])),
		"want": {"proof": set()},
	},
	"a driver that is for Windows too": {
		"input": on(["linux", "windows"], tested("driver", false, ["kp/fuzz"])),
		"want": {"proof": set()},
	},
	"a program that is verified": {
		"input": tested("ebpf", false, ["kp/bpf-verifier-matrix"]),
		"want": of("ebpf", {"checks"}),
	},
	"a program that is not": {"input": tested("ebpf", true, driver), "want": of("ebpf", set())},
	"a program in a memory-safe language is verified": {
		"input": tested("ebpf", true, ["kp/bpf-verifier-matrix"]),
		"want": of("ebpf", {"checks"}),
	},
	"one component of two is not verified": {
		"input": object.union(
			lists([fixture.component, {"name": "probe", "type": "ebpf"}]),
			shown(driver),
		),
		"want": {"claims": [["driver", "ebpf"]], "proof": set()},
	},
	"both are": {
		"input": object.union(
			lists([fixture.component, {"name": "probe", "type": "ebpf"}]),
			shown(array.concat(driver, ["kp/bpf-verifier-matrix"])),
		),
		"want": {"claims": [["driver", "ebpf"]]},
	},
	"spread over two results": {
		"input": fixture.only([run("checks", ["kp/codeql", "kp/fuzz"]), run("more", ["kp/driver-verifier"])]),
		"want": {"proof": set()},
	},
	"two results, each of them whole": {
		"input": fixture.only([run("checks", driver), run("more", driver)]),
		"want": {"proof": {"checks", "more"}},
	},
	"a run that failed": {
		"input": fixture.only([fixture.said_by(fixture.checks, {"predicate": {"result": "FAILED"}})]),
		"want": {"proof": set()},
	},
	"kp/driver-verifier failed": {
		"input": fixture.only([fixture.said_by(
			fixture.checks,
			{"predicate": {"passedTests": [], "failedTests": ["kp/driver-verifier"]}},
		)]),
		"want": {"deny": {{"at": ["kernel", "components"], "by": "checks"}}, "proof": set()},
	},
	"a test failed that nobody asks for": {
		"input": fixture.only([
			fixture.checks,
			fixture.said_by(fixture.checks, {"id": "more", "predicate": {"passedTests": [], "failedTests": ["kp/memory-safe"]}}),
		]),
		"want": {},
	},
	"lists nothing": {"input": lists([]), "want": {"claims": [[]], "proof": set()}},
	"lists nothing and ships a driver": {
		"input": object.union(lists([]), ships(fixture.digest)),
		"want": {"claims": [[]], "proof": set()},
	},
	"ships a driver that it does not list": {
		"input": fixture.changed(ships(fixture.digest)),
		"want": {"deny": {{"at": ["artifacts", 0, "digest"]}}},
	},
	"ships a driver known by another digest": {
		"input": fixture.changed({"artifacts": [{"name": "sensor.sys", "kind": "driver", "digest": {"sha512": "0"}}]}),
		"want": {"deny": {{"at": ["artifacts", 0, "digest"]}}},
	},
	"ships the driver that it lists": {"input": fixture.changed(ships(fixture.last_digest)), "want": {}},
}

test_code_hygiene[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
