// Command countersign answers a firm's clients with drafts from its own
// documents, each approved by a person. See the README for what it does, and
// "countersign --help" for its commands.
//
// This package only reads flags, puts the packages together (wire.go) and
// starts and stops them. What a case goes through is in package bot.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
)

func main() {
	runtime.MemProfileRate = 0 // nothing here shows such a profile, and the runtime keeps 2 MB for it
	if os.Getenv("GOGC") == "" {
		// What lives on the heap is about 12 MB, a sixth of the process. With 20 the
		// process is about 6 MB smaller after ten thousand cases than with 50, takes a
		// twentieth more of the processor than with 25, and accepts messages as quickly.
		// Set GOGC to choose otherwise.
		debug.SetGCPercent(20)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
