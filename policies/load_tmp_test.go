package policies

import ("testing";"belay/checker/policy")

func TestLoadTmp(t *testing.T){
 p,err:=policy.Load(FS)
 if err!=nil {t.Fatal(err)}
 t.Log(len(p.Commitments))
}
