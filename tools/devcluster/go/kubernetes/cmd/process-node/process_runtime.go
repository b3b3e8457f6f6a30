package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	v1 "k8s.io/api/core/v1"
	"k8s.io/kubernetes/third_party/forked/golang/expansion"
)

// processRuntime runs containers as processes of this machine, each in namespaces of its own.
type processRuntime struct {
	node     *node
	launcher *launcher
}

func (*processRuntime) quiet() bool { return false }

func (runtime *processRuntime) directory(pod *v1.Pod) string {
	return filepath.Join(runtime.node.directory, string(pod.UID))
}

func logPath(node *node, pod *v1.Pod, container string, attempt int32) string {
	return filepath.Join(node.directory, string(pod.UID), "logs", container, strconv.Itoa(int(attempt))+".log")
}

func (runtime *processRuntime) volumes(pod *v1.Pod) *volumeMaker {
	return &volumeMaker{client: runtime.node.client, pod: pod, directory: filepath.Join(runtime.directory(pod), "volumes")}
}

func (runtime *processRuntime) prepare(ctx context.Context, pod *v1.Pod) error {
	_, err := runtime.volumes(pod).make(ctx)
	return err
}

func (runtime *processRuntime) remove(pod *v1.Pod) {
	_ = os.RemoveAll(runtime.directory(pod))
}

func (runtime *processRuntime) launch(ctx context.Context, pod *v1.Pod, container *v1.Container, attempt int32) (process, error) {
	if len(container.Command) == 0 {
		return nil, configError{errors.New("a process node has no images, so that the container needs a command")}
	}
	user, err := userOf(pod, container)
	if err != nil {
		return nil, configError{err}
	}
	variables, err := runtime.node.environment(ctx, pod, container)
	if err != nil {
		return nil, err
	}
	if user.UID != 0 && variables["HOME"] == "/root" {
		variables["HOME"] = "/"
	}
	mapping := expansion.MappingFuncFor(variables)
	work := containment{WorkingDirectory: container.WorkingDir, User: user, Hostname: pod.Name}
	for _, word := range append(append([]string{}, container.Command...), container.Args...) {
		work.Command = append(work.Command, expansion.Expand(word, mapping))
	}
	for name, value := range variables {
		work.Environment = append(work.Environment, name+"="+value)
	}
	own := filepath.Join(runtime.directory(pod), "containers", container.Name)
	work.Root = filepath.Join(own, "root")
	temporary := filepath.Join(own, "tmp")
	for _, directory := range []string{work.Root, temporary} {
		if err := os.MkdirAll(directory, 0o755); err != nil {
			return nil, err
		}
	}
	if err := os.Chmod(temporary, 0o777|os.ModeSticky); err != nil {
		return nil, err
	}
	work.Mounts = append(work.Mounts, mount{Source: temporary, Target: "/tmp"})
	files := runtime.node.spec.ImageFiles[container.Image]
	for _, target := range slices.Sorted(maps.Keys(files)) {
		work.Mounts = append(work.Mounts, mount{Source: files[target], Target: target, ReadOnly: true})
	}
	for _, wanted := range container.VolumeMounts {
		source, err := runtime.mountSource(pod, wanted, mapping)
		if err != nil {
			return nil, configError{err}
		}
		work.Mounts = append(work.Mounts, mount{Source: source, Target: wanted.MountPath, ReadOnly: wanted.ReadOnly})
	}
	log, err := createLogFile(logPath(runtime.node, pod, container.Name, attempt))
	if err != nil {
		return nil, err
	}
	return runtime.launcher.launch(work, log)
}

// mountSource is the path that a container sees at a mount path.
func (runtime *processRuntime) mountSource(pod *v1.Pod, wanted v1.VolumeMount, mapping func(string) string) (string, error) {
	source := filepath.Join(runtime.volumes(pod).directory, wanted.Name)
	for _, volume := range pod.Spec.Volumes {
		if volume.Name == wanted.Name && volume.HostPath != nil {
			source = volume.HostPath.Path
		}
	}
	within := wanted.SubPath
	if wanted.SubPathExpr != "" {
		within = expansion.Expand(wanted.SubPathExpr, mapping)
	}
	if within == "" {
		return source, nil
	}
	if !filepath.IsLocal(within) {
		return "", fmt.Errorf("subPath %q leaves the volume %q", within, wanted.Name)
	}
	path := filepath.Join(source, within)
	if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
		return path, os.MkdirAll(path, 0o755)
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", err
	}
	top, err := filepath.EvalSymlinks(source)
	if err != nil {
		return "", err
	}
	if below, err := filepath.Rel(top, real); err != nil || !filepath.IsLocal(below) {
		return "", fmt.Errorf("subPath %q leaves the volume %q by a link", within, wanted.Name)
	}
	return real, nil
}

// user is whom a container runs as.
type user struct {
	UID, GID int
	Groups   []int
	// NoNewPrivileges keeps the program from gaining more by a setuid file.
	NoNewPrivileges bool
}

// userOf follows the security contexts of the container and the pod; without one it is root, as in most images.
func userOf(pod *v1.Pod, container *v1.Container) (user, error) {
	result := user{}
	nonRoot := false
	if context := pod.Spec.SecurityContext; context != nil {
		setID(&result.UID, context.RunAsUser)
		setID(&result.GID, context.RunAsGroup)
		nonRoot = isTrue(context.RunAsNonRoot)
		for _, group := range context.SupplementalGroups {
			result.Groups = append(result.Groups, int(group))
		}
		if context.FSGroup != nil {
			result.Groups = append(result.Groups, int(*context.FSGroup))
		}
	}
	if context := container.SecurityContext; context != nil {
		setID(&result.UID, context.RunAsUser)
		setID(&result.GID, context.RunAsGroup)
		if context.RunAsNonRoot != nil {
			nonRoot = *context.RunAsNonRoot
		}
		result.NoNewPrivileges = context.AllowPrivilegeEscalation != nil && !*context.AllowPrivilegeEscalation
	}
	if nonRoot && result.UID == 0 {
		return user{}, errors.New("container has runAsNonRoot and image will run as root")
	}
	return result, nil
}

func setID(id *int, value *int64) {
	if value != nil {
		*id = int(*value)
	}
}
