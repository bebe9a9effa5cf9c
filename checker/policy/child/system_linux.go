package child

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// slack is address space beyond the memory limit: reserved, and never held.
const slack = 1 << 30

// limitSystem has the system refuse more address space than memory and slack beyond what is taken already: one single
// allocation can be larger than everything that is seen between two looks at the memory.
func limitSystem(memory int64) {
	var pages int64
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return
	}
	if _, err := fmt.Sscan(string(b), &pages); err != nil {
		return
	}
	most := uint64(pages*int64(os.Getpagesize()) + memory + slack)
	_ = syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: most, Max: most})
}

// apart keeps a key that interrupts the program from interrupting the process before it.
func apart(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
