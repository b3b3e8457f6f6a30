package main

import (
	"context"
	"time"

	v1 "k8s.io/api/core/v1"
)

// podRuntime is how a node runs the containers of pods.
type podRuntime interface {
	// prepare makes the volumes of a pod.
	prepare(ctx context.Context, pod *v1.Pod) error
	// launch starts a container for the attempt-th time, from 0.
	launch(ctx context.Context, pod *v1.Pod, container *v1.Container, attempt int32) (process, error)
	// remove deletes all files of a pod.
	remove(pod *v1.Pod)
	// quiet runtimes make no events.
	quiet() bool
}

// process is a started container.
type process interface {
	// done is closed when it has ended; exit is then known.
	done() <-chan struct{}
	exit() exit
	// terminate asks it to end, kill ends it.
	terminate()
	kill()
}

// exit is how a container ended.
type exit struct {
	code, signal int32
	at           time.Time
}

// configError is a fault in what the pod asks for, which only another pod can cure.
type configError struct{ error }
