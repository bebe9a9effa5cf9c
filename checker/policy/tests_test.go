package policy

import (
	"slices"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// What tests may call is known to OPA, answers the same each time, and is at least what rules may call.
func TestTestCapabilities(t *testing.T) {
	got := testCapabilities(nil)
	names := []string{}
	for _, b := range got.Builtins {
		names = append(names, b.Name)
		if b.IsDeprecated() || b.Nondeterministic {
			t.Errorf("%s is deprecated or does not answer the same each time", b.Name)
		}
	}
	for _, name := range []string{"http.send", "net.lookup_ip_addr", "opa.runtime", "time.now_ns", "rand.intn", "uuid.rfc4122", "json.match_schema", "json.verify_schema", "io.jwt.encode_sign", "time.clock", "trace", ast.InternalTestCase.Name} {
		if slices.Contains(names, name) {
			t.Errorf("tests may call %s", name)
		}
	}
	rules, err := capabilities()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range rules.Builtins {
		if !slices.Contains(names, b.Name) {
			t.Errorf("rules may call %s and tests may not", b.Name)
		}
	}
	if len(got.AllowNet) != 0 || got.AllowNet == nil {
		t.Error("the network is not closed") // nil would open it to everything
	}
}
