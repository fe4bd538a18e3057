package main

import (
	"net"
	"os"
	"strings"
)

// notify tells systemd how the service fares: READY=1, WATCHDOG=1, STATUS=…; it
// does nothing when systemd has not asked. A sign of life that does not get
// through is one that is missing, which is what a watchdog is for.
func notify(states ...string) {
	address := os.Getenv("NOTIFY_SOCKET")
	if address == "" {
		return
	}
	if strings.HasPrefix(address, "@") {
		address = "\x00" + address[1:] // an abstract name
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: address, Net: "unixgram"})
	if err != nil {
		return
	}
	defer conn.Close()
	conn.Write([]byte(strings.Join(states, "\n")))
}
