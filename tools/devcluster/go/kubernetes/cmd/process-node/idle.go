package main

import (
	"context"
	"sync"
	"time"

	v1 "k8s.io/api/core/v1"
)

// succeedAfterAnnotation on a pod of an idle node is the time, such as "1m30s", after which its containers end with 0.
// Without it they run until the pod is deleted.
const succeedAfterAnnotation = "devcluster.slipway.dev/succeed-after"

// idleRuntime runs containers in name only.
type idleRuntime struct{}

func (idleRuntime) prepare(context.Context, *v1.Pod) error { return nil }
func (idleRuntime) remove(*v1.Pod)                         {}
func (idleRuntime) quiet() bool                            { return true }

func (idleRuntime) launch(_ context.Context, pod *v1.Pod, container *v1.Container, _ int32) (process, error) {
	idle := &idleProcess{ended: make(chan struct{})}
	for _, init := range pod.Spec.InitContainers {
		if init.Name == container.Name {
			idle.end(exit{at: time.Now()})
			return idle, nil
		}
	}
	if text, annotated := pod.Annotations[succeedAfterAnnotation]; annotated {
		after, err := time.ParseDuration(text)
		if err != nil {
			return nil, configError{err}
		}
		time.AfterFunc(after, func() { idle.end(exit{at: time.Now()}) })
	}
	return idle, nil
}

type idleProcess struct {
	once  sync.Once
	ended chan struct{}
	how   exit
}

func (idle *idleProcess) end(how exit) {
	idle.once.Do(func() {
		idle.how = how
		close(idle.ended)
	})
}

func (idle *idleProcess) done() <-chan struct{} { return idle.ended }
func (idle *idleProcess) exit() exit            { return idle.how }
func (idle *idleProcess) terminate()            { idle.end(exit{code: 143, signal: 15, at: time.Now()}) }
func (idle *idleProcess) kill()                 { idle.end(exit{code: 137, signal: 9, at: time.Now()}) }
