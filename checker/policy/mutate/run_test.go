package mutate

import (
	"belay/checker/policy"
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"
)

func TestT3(t *testing.T) {
	dir := os.Getenv("PACK")
	if dir == "" {
		t.Skip()
	}
	at := time.Now()
	r, err := Run(t.Context(), Options{Run: os.Getenv("RUN")}, policy.Layer{FS: os.DirFS(dir)})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Commitments {
		fmt.Printf("%s %s cases=%d %+v unseen=%v rules=%+v\n", c.ID, c.Error, c.Cases, c.Inputs, c.Unseen, c.Rules)
		for _, h := range c.Holes {
			b, _ := json.Marshal(h.Changes)
			fmt.Printf("   HOLE %s %s case %q proof %v more %d\n      %s\n", h.Kind, h.At, h.Case, h.Proof, h.More, b)
		}
		for _, m := range c.Survivors {
			fmt.Printf("   SURV %+v\n", m)
		}
	}
	fmt.Println(r.Holes, r.Killed, r.Survived, r.Score, time.Since(at))
}
