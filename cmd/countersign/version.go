package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is the release; a build from a checkout adds its commit.
const version = "0.1.0-dev"

type versionCmd struct{}

// Run prints the version, the commit where it is known, and the Go version.
func (versionCmd) Run(e *env) error {
	_, err := fmt.Fprintln(e.stdout, "countersign", fullVersion(), runtime.Version())
	return err
}

func fullVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return version + "+" + s.Value[:12]
		}
	}
	return version
}
