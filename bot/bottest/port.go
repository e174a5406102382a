package bottest

import (
	"fmt"
	"math/rand/v2"
	"net"
	"testing"
)

// Ports below the range from which systems take the near end of a connection
// (32768 and up on Linux): a port from up there that was free a moment ago may
// be in use by any client of any test when a server comes to listen on it.
const (
	firstPort = 20000
	lastPort  = 29999
)

// FreePort gives a port of 127.0.0.1 that nothing listens on, for a program
// that must be told where to listen.
func FreePort(t testing.TB) int {
	t.Helper()
	for range 100 {
		port := firstPort + rand.IntN(lastPort-firstPort+1) //nolint:gosec // G404: any port will do
		ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		if err := ln.Close(); err != nil {
			t.Fatal(err)
		}
		return port
	}
	t.Fatalf("no free port from %d to %d in 100 tries", firstPort, lastPort)
	return 0
}
