package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// mostLinePart is the most that one line of a log file holds; longer lines are cut into parts.
const mostLinePart = 16 << 10

// logFile is the log of one container in the format of the container runtime interface:
// time, stream, P for a part or F for the (last part of the) line, text.
type logFile struct {
	mutex sync.Mutex
	file  *os.File
}

func createLogFile(path string) (*logFile, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &logFile{file: file}, nil
}

// copy writes what a stream says until it ends.
func (log *logFile) copy(stream string, from io.Reader) {
	reader := bufio.NewReaderSize(from, mostLinePart)
	for {
		line, err := reader.ReadSlice('\n')
		if len(line) > 0 {
			tag := "F"
			if line[len(line)-1] == '\n' {
				line = line[:len(line)-1]
			} else if errors.Is(err, bufio.ErrBufferFull) {
				tag = "P"
			}
			log.write(stream, tag, line)
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return
		}
	}
}

func (log *logFile) write(stream, tag string, text []byte) {
	log.mutex.Lock()
	defer log.mutex.Unlock()
	_, _ = fmt.Fprintf(log.file, "%s %s %s %s\n", time.Now().UTC().Format(time.RFC3339Nano), stream, tag, text)
}

func (log *logFile) close() { _ = log.file.Close() }
