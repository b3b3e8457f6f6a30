package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// rootBuilder makes a root folder that shows this machine's files, and others where a container wants them. A folder that
// lacks a mount point is shadowed: a folder in memory takes its place, with all that it had and the mount point.
type rootBuilder struct {
	// own has the folders in memory, in which new entries can be made.
	own map[string]bool
}

// enterRoot makes work.Root the root folder of this process, with its mounts in it.
func enterRoot(work containment) error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("a private mount namespace: %w", err)
	}
	// Sources are opened before anything hides them.
	sources := make([]*os.File, len(work.Mounts))
	for index, mount := range work.Mounts {
		source, err := os.OpenFile(mount.Source, unix.O_PATH, 0)
		if err != nil {
			return err
		}
		defer source.Close()
		sources[index] = source
	}
	if err := shadow("/", work.Root); err != nil {
		return err
	}
	if err := unix.Chroot(work.Root); err != nil {
		return err
	}
	if err := unix.Chdir("/"); err != nil {
		return err
	}
	builder := &rootBuilder{own: map[string]bool{"/": true}}
	for index, mount := range work.Mounts {
		if err := builder.mount(mount, sources[index]); err != nil {
			return fmt.Errorf("mount %s: %w", mount.Target, err)
		}
	}
	directory := work.WorkingDirectory
	if directory == "" {
		directory = "/"
	}
	if err := builder.makeDirectory(directory); err != nil {
		return fmt.Errorf("working directory %s: %w", directory, err)
	}
	// Where the kernel does not allow a new one, the old one shows the processes of this machine.
	_ = unix.Mount("proc", "/proc", "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, "")
	return unix.Chdir(directory)
}

func (builder *rootBuilder) mount(mount mount, source *os.File) error {
	info, err := source.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		err = builder.makeDirectory(mount.Target)
	} else {
		err = builder.makeFile(mount.Target)
	}
	if err != nil {
		return err
	}
	from := fmt.Sprintf("/proc/self/fd/%d", source.Fd())
	if err := unix.Mount(from, mount.Target, "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
		return err
	}
	if !mount.ReadOnly {
		return nil
	}
	return unix.MountSetattr(unix.AT_FDCWD, mount.Target, unix.AT_RECURSIVE, &unix.MountAttr{Attr_set: unix.MOUNT_ATTR_RDONLY})
}

// makeDirectory makes a folder that is not there in one in memory.
func (builder *rootBuilder) makeDirectory(path string) error {
	real, missing, err := existing(path)
	if err != nil || len(missing) == 0 {
		return err
	}
	if err := builder.ensureOwn(real); err != nil {
		return err
	}
	for _, name := range missing {
		real = filepath.Join(real, name)
		if err := os.Mkdir(real, 0o755); err != nil {
			return err
		}
		builder.own[real] = true
	}
	return nil
}

func (builder *rootBuilder) makeFile(path string) error {
	if err := builder.makeDirectory(filepath.Dir(path)); err != nil {
		return err
	}
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	real, _, err := existing(filepath.Dir(path))
	if err != nil {
		return err
	}
	if err := builder.ensureOwn(real); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(real, filepath.Base(path)), nil, 0o644)
}

// ensureOwn makes sure that entries can be made in a folder that is there.
func (builder *rootBuilder) ensureOwn(path string) error {
	if builder.own[path] {
		return nil
	}
	staging, err := os.MkdirTemp("/", ".shadow-")
	if err != nil {
		return err
	}
	if err := shadow(path, staging); err != nil {
		return err
	}
	if err := unix.Mount(staging, path, "", unix.MS_MOVE, ""); err != nil {
		return err
	}
	builder.own[path] = true
	return os.Remove(staging)
}

// shadow mounts a folder in memory at `at`, which shows all that `path` has.
func shadow(path, at string) error {
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	if err := unix.Mount("tmpfs", at, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, "mode=0755,size=16m"); err != nil {
		return fmt.Errorf("a folder in memory in place of %s: %w", path, err)
	}
	for _, entry := range entries {
		if err := show(filepath.Join(path, entry.Name()), filepath.Join(at, entry.Name()), entry); err != nil {
			return fmt.Errorf("%s: %w", filepath.Join(path, entry.Name()), err)
		}
	}
	return nil
}

func show(from, to string, entry os.DirEntry) error {
	switch {
	case entry.Type()&os.ModeSymlink != 0:
		target, err := os.Readlink(from)
		if err != nil {
			return err
		}
		return os.Symlink(target, to)
	case entry.IsDir():
		if err := os.Mkdir(to, 0o755); err != nil {
			return err
		}
	default:
		if err := os.WriteFile(to, nil, 0o644); err != nil {
			return err
		}
	}
	err := unix.Mount(from, to, "", unix.MS_BIND|unix.MS_REC, "")
	if errors.Is(err, os.ErrNotExist) { // it has gone meanwhile
		return os.Remove(to)
	}
	return err
}

// existing follows a path as far as there is something: the folder there, without links, and the names below it that are missing.
func existing(path string) (string, []string, error) {
	names := strings.Split(strings.Trim(filepath.Clean(path), "/"), "/")
	for count := len(names); count >= 0; count-- {
		real, err := filepath.EvalSymlinks("/" + filepath.Join(names[:count]...))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		return real, names[count:], err
	}
	return "", nil, fmt.Errorf("%s: %w", path, os.ErrNotExist)
}
