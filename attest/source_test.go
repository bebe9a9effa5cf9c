package attest

import (
	"strings"
	"testing"

	"belay/attest/forge"
)

// A commit is kept as what it is, whichever of the two hashes git uses, alone or beside files; a subject that has only
// something else is left out.
func TestCommitSubjects(t *testing.T) {
	i := must[*forge.Instance](t)(forge.New("a", now.AddDate(0, -1, 0)))
	trust := forgeTrust(t, i, nil)
	short, long := strings.Repeat("2f", 20), strings.Repeat("3e", 32)
	commit := func(digest string) forge.Subject {
		return forge.Subject{Name: "commit", Digest: map[string]string{"gitCommit": digest}}
	}
	file := forge.Subject{Name: "sensor.bin", Digest: map[string]string{"sha256": fileDigest}}
	sealed := func(subjects ...forge.Subject) []byte {
		return must[[]byte](t)(i.Keyless(testIssuer, testSubject, must[[]byte](t)(forge.Statement(testType, subjects, object{})), now.AddDate(0, 0, -1)))
	}
	for _, c := range []struct {
		name     string
		subjects []forge.Subject
		want     string // algorithm and digest of each subject that is kept
	}{
		{"SHA-1", []forge.Subject{commit(short)}, "gitCommit " + short},
		{"SHA-256", []forge.Subject{commit(long)}, "gitCommit " + long},
		{"beside a file", []forge.Subject{commit(short), file}, "gitCommit " + short + ", sha256 " + fileDigest},
		{"a tag is left out", []forge.Subject{{Digest: map[string]string{"gitTag": short}}, commit(short)}, "gitCommit " + short},
	} {
		e, err := trust.Open(sealed(c.subjects...), now)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		kept := []string{}
		for _, s := range e.Subjects {
			for algorithm, digest := range s.Digest {
				kept = append(kept, algorithm+" "+digest)
			}
		}
		if got := strings.Join(kept, ", "); got != c.want {
			t.Errorf("%s: %s", c.name, got)
		}
	}
	for name, bad := range map[string]forge.Subject{
		"cut short":   commit(short[:38]),
		"between":     commit(long[:48]),
		"in capitals": commit(strings.ToUpper(short)),
		"no hex":      commit(strings.Repeat("zz", 20)),
		"empty":       commit(""),
		"a tag alone": {Digest: map[string]string{"gitTag": short}},
		"sha1":        {Digest: map[string]string{"sha1": short}},
	} {
		if _, err := trust.Open(sealed(bad), now); !is[*MalformedError](err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
