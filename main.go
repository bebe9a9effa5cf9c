// Belay judges a software release by the resilience commitments its vendor is asked to keep.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"belay/checker/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Main(ctx, os.Args[1:], cli.IO{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
	stop()
	os.Exit(code) // the only one
}
