package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
)

// knownFaults are the points that the program passes: docs/architecture.md
// says which moment each is.
var knownFaults = []string{"F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12", "F14"}

// faults reads CS_FAULT, for example "F8:kill" or "F8:kill:3": the program
// kills itself, without any tidying up, the first or third time it passes that
// point. It exists for the tests that show that nothing is lost or doubled.
func faults(spec string) (func(point string), error) {
	if spec == "" {
		return func(string) {}, nil
	}
	parts := strings.Split(spec, ":")
	count := int64(1)
	if len(parts) == 3 {
		n, err := strconv.ParseInt(parts[2], 10, 64)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("CS_FAULT: %q is not a count", parts[2])
		}
		count = n
	}
	if len(parts) < 2 || len(parts) > 3 || parts[1] != "kill" {
		return nil, fmt.Errorf("CS_FAULT is %q; write POINT:kill or POINT:kill:COUNT", spec)
	}
	if !slices.Contains(knownFaults, parts[0]) {
		return nil, fmt.Errorf("CS_FAULT: there is no point %q; the points are %s", parts[0], strings.Join(knownFaults, ", "))
	}
	var passed atomic.Int64
	return func(point string) {
		if point == parts[0] && passed.Add(1) == count {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL) // nothing of this process remains to report an error
			select {}
		}
	}, nil
}
