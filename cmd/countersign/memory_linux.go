package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"syscall"
	"unsafe"
)

// pdfMemory is what reading one PDF may take.
const pdfMemory = 1 << 30

// limitMemory ends this process when it asks for more than reading a PDF takes.
func limitMemory() {
	limit := syscall.Rlimit{Cur: pdfMemory, Max: pdfMemory}
	_ = syscall.Setrlimit(syscall.RLIMIT_DATA, &limit) // without the limit its time still ends it
}

// trimMemory gives back what only starting up needed: garbage, and the pages
// of the program's own file that were read for tables and code used once. The
// system keeps those in its cache and maps them again where they are needed.
func trimMemory() error {
	debug.FreeOSMemory()
	parts, err := ownFile()
	if err != nil {
		return err
	}
	for _, pages := range parts {
		cutInPieces(pages)
		if err := syscall.Madvise(pages, syscall.MADV_DONTNEED); err != nil {
			return fmt.Errorf("giving pages back: %w", err)
		}
	}
	return nil
}

// ownFile lists what is mapped of the program's file and never written to.
func ownFile() ([][]byte, error) {
	exe, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return nil, err
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return nil, err
	}
	var parts [][]byte
	for line := range strings.Lines(string(maps)) {
		var from, to uintptr
		var may string
		if !strings.HasSuffix(strings.TrimSpace(line), " "+exe) {
			continue
		}
		if _, err := fmt.Sscanf(line, "%x-%x %s", &from, &to, &may); err != nil {
			return nil, fmt.Errorf("reading /proc/self/maps: %w", err)
		}
		if strings.Contains(may, "w") {
			continue // what was written there would be lost
		}
		//nolint:gosec // G103: these are whole pages of code and constants, which nobody writes
		parts = append(parts, unsafe.Slice((*byte)(unsafe.Add(nil, from)), to-from))
	}
	return parts, nil
}

// piece is how much of a file Linux maps around one word that is touched.
const piece = 64 << 10

// cutInPieces has the system map no more of the file than that. Where its cache
// holds the file in folios of up to 2 MB, as it does after linking, one word would
// map a whole one. It maps nothing beyond the bounds of a mapping, and advice that
// is for every second piece only parts one in many. A kernel without such folios
// refuses this advice and needs none.
func cutInPieces(pages []byte) {
	from := int(uintptr(unsafe.Pointer(unsafe.SliceData(pages)))) //nolint:gosec // G103, G115: an address, only counted with
	for at := -from % (2 * piece); at < len(pages); at += 2 * piece {
		if part := pages[max(at, 0):max(min(at+piece, len(pages)), 0)]; len(part) > 0 {
			_ = syscall.Madvise(part, syscall.MADV_NOHUGEPAGE)
		}
	}
}
