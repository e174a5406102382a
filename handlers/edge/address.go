package edge

import "net"

// Loopback tells whether a host without its port is this machine: what is sent
// there does not cross a network.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
