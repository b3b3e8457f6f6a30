package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// containCommand is the name by which this program calls itself to become a container's process.
const containCommand = "contain"

// startErrorCode is the exit code of a container whose process could not be started, as container runtimes give it.
const startErrorCode = 128

// containment is a container's process and what it sees.
type containment struct {
	Command          []string
	Environment      []string
	WorkingDirectory string
	Hostname         string
	User             user
	// Root is an empty folder, which becomes its root folder.
	Root   string
	Mounts []mount
}

// mount is a file or folder of this machine that a container sees at another path.
type mount struct {
	Source, Target string
	ReadOnly       bool
}

// contain makes this process, the first of new namespaces, the container's: it mounts what it shall see, becomes the
// container's user and then its program. It reads what to do from its fourth file.
func contain() {
	err := func() error {
		var work containment
		if err := json.NewDecoder(os.NewFile(3, "containment")).Decode(&work); err != nil {
			return err
		}
		if err := unix.Sethostname([]byte(work.Hostname)); err != nil {
			return fmt.Errorf("hostname: %w", err)
		}
		if err := enterRoot(work); err != nil {
			return err
		}
		if err := becomeUser(work.User); err != nil {
			return err
		}
		return execute(work)
	}()
	fmt.Fprintf(os.Stderr, "process-node: cannot start the container: %v\n", err)
	os.Exit(startErrorCode)
}

func becomeUser(user user) error {
	unix.Umask(0o022)
	if os.Geteuid() == 0 {
		if err := syscall.Setgroups(user.Groups); err != nil && !os.IsPermission(err) { // a user namespace may refuse it
			return fmt.Errorf("groups: %w", err)
		}
	}
	if err := syscall.Setgid(user.GID); err != nil {
		return fmt.Errorf("group %d: %w", user.GID, err)
	}
	if err := syscall.Setuid(user.UID); err != nil {
		return fmt.Errorf("user %d: %w", user.UID, err)
	}
	if err := unix.Prctl(unix.PR_CAP_AMBIENT, unix.PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0); err != nil {
		return err
	}
	// Another user does not inherit that the kernel ends it with its parent.
	if err := unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL), 0, 0, 0); err != nil {
		return err
	}
	if user.NoNewPrivileges {
		return unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
	}
	return nil
}

// execute looks the program up as the container's own PATH says. It returns only when there is no such program.
func execute(work containment) error {
	for _, variable := range work.Environment {
		if path, found := strings.CutPrefix(variable, "PATH="); found {
			if err := os.Setenv("PATH", path); err != nil {
				return err
			}
		}
	}
	program, err := exec.LookPath(work.Command[0])
	if err != nil {
		return err
	}
	return fmt.Errorf("%s: %w", program, unix.Exec(program, work.Command, work.Environment))
}
