package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// launcher starts contained processes. All are started by one thread that lives as long as this program: the kernel
// ends a process with the thread that it is told is its parent.
type launcher struct {
	starts chan func()
}

func newLauncher() *launcher {
	launcher := &launcher{starts: make(chan func())}
	go func() {
		runtime.LockOSThread()
		for start := range launcher.starts {
			start()
		}
	}()
	return launcher
}

// launch starts a process in namespaces of its own; all that it says goes to the log, which is closed when it has ended.
func (launcher *launcher) launch(work containment, log *logFile) (process, error) {
	started, err := launcher.start(work, log)
	if err != nil {
		log.close()
		return nil, err
	}
	return started, nil
}

func (launcher *launcher) start(work containment, log *logFile) (process, error) {
	described, err := json.Marshal(work)
	if err != nil {
		return nil, err
	}
	command := exec.Command("/proc/self/exe", containCommand)
	command.Env = []string{}
	command.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWUTS,
		Setsid:     true,
		Pdeathsig:  syscall.SIGKILL,
	}
	if os.Geteuid() != 0 {
		// Who is not root can be whom the pod wants to be in a user namespace: outside of it he stays who he is.
		command.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		command.SysProcAttr.UidMappings = idMap(work.User.UID, os.Geteuid())
		command.SysProcAttr.GidMappings = idMap(work.User.GID, os.Getegid())
		command.SysProcAttr.AmbientCaps = []uintptr{unix.CAP_SYS_ADMIN, unix.CAP_SYS_CHROOT} // until contain drops them
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	stderr, err := command.StderrPipe()
	if err != nil {
		return nil, err
	}
	input, output, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer output.Close()
	command.ExtraFiles = []*os.File{input}

	result := make(chan error)
	launcher.starts <- func() { result <- command.Start() }
	err = <-result
	_ = input.Close()
	if err != nil {
		if errors.Is(err, syscall.EPERM) {
			err = fmt.Errorf("a process node needs root or unprivileged user namespaces (kernel.unprivileged_userns_clone, user.max_user_namespaces): %w", err)
		}
		return nil, err
	}
	contained := &containedProcess{command: command, ended: make(chan struct{})}
	if _, err := output.Write(described); err != nil {
		contained.kill()
	}

	var streams sync.WaitGroup
	streams.Go(func() { log.copy("stdout", stdout) })
	streams.Go(func() { log.copy("stderr", stderr) })
	go func() {
		// The first process of its namespace takes all others with it, so that the streams end.
		streams.Wait()
		_ = command.Wait()
		log.close()
		contained.how = exitOf(command.ProcessState)
		close(contained.ended)
	}()
	return contained, nil
}

func idMap(inside, outside int) []syscall.SysProcIDMap {
	return []syscall.SysProcIDMap{{ContainerID: inside, HostID: outside, Size: 1}}
}

type containedProcess struct {
	command *exec.Cmd
	ended   chan struct{}
	how     exit
}

func (process *containedProcess) done() <-chan struct{} { return process.ended }
func (process *containedProcess) exit() exit            { return process.how }
func (process *containedProcess) terminate()            { _ = process.command.Process.Signal(syscall.SIGTERM) }
func (process *containedProcess) kill()                 { _ = process.command.Process.Kill() }

// exitOf is the exit code as container runtimes give it: 128 and the signal for a process that was ended by one.
func exitOf(state *os.ProcessState) exit {
	how := exit{at: time.Now()}
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		how.signal = int32(status.Signal())
		how.code = 128 + how.signal
		return how
	}
	how.code = int32(state.ExitCode())
	return how
}
