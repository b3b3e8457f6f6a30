package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const (
	firstBackoff = 10 * time.Second
	mostBackoff  = 5 * time.Minute
	retryDelay   = 2 * time.Second
)

// podWorker takes one pod from being bound to a node to its end.
type podWorker struct {
	node  *node
	mutex sync.Mutex
	// pod is the newest that is known of it.
	pod *v1.Pod
	// states has each container's by its name, outcome how the pod has ended.
	states  map[string]*containerState
	outcome *podOutcome

	// deleting is closed when somebody asks for the pod's deletion, gone when the object is no more.
	deleting, gone         chan struct{}
	deletingOnce, goneOnce sync.Once
	reporter               *statusReporter
}

func newPodWorker(node *node, pod *v1.Pod) *podWorker {
	worker := &podWorker{
		node: node, pod: pod, states: statesOf(pod),
		deleting: make(chan struct{}), gone: make(chan struct{}),
	}
	worker.reporter = newStatusReporter(worker)
	return worker
}

// see takes over what is new about the pod.
func (worker *podWorker) see(pod *v1.Pod) {
	worker.mutex.Lock()
	if isNewer(pod, worker.pod) {
		worker.pod = pod
	}
	worker.mutex.Unlock()
	if pod.DeletionTimestamp != nil {
		worker.deletingOnce.Do(func() { close(worker.deleting) })
	}
}

func (worker *podWorker) setGone() {
	worker.goneOnce.Do(func() { close(worker.gone) })
}

func (worker *podWorker) current() *v1.Pod {
	worker.mutex.Lock()
	defer worker.mutex.Unlock()
	return worker.pod
}

// work returns when the pod is gone or, with its processes ended, when the context ends: then the node has been lost.
func (worker *podWorker) work(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-worker.gone:
			cancel()
		case <-ctx.Done():
		}
	}()
	reported := make(chan struct{})
	go func() {
		defer close(reported)
		worker.reporter.run(ctx)
	}()
	defer func() { <-reported }()

	if !isTerminal(worker.current().Status.Phase) {
		if worker.loseContainers() {
			worker.end(podOutcome{phase: v1.PodFailed})
		} else {
			worker.runContainers(ctx)
		}
	}
	select {
	case <-worker.deleting:
		worker.reporter.flush(ctx)
		worker.deleteObject(ctx)
		<-ctx.Done()
	case <-ctx.Done():
	}
	select {
	case <-worker.gone:
		worker.node.runtime.remove(worker.current())
	default:
	}
}

// runContainers runs all there is to run and sets the outcome, unless the context ends before.
func (worker *podWorker) runContainers(ctx context.Context) {
	pod := worker.current()
	stop, cancel := context.WithCancel(ctx)
	defer cancel()
	reason := ""
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		select {
		case <-worker.deleting:
		case <-activeDeadline(pod):
			reason = "DeadlineExceeded"
		case <-stop.Done():
		}
		cancel()
	}()

	succeeded := worker.prepare(stop) && worker.runAll(ctx, stop)
	cancel()
	<-stopped
	if ctx.Err() != nil {
		return
	}
	switch {
	case reason != "":
		worker.end(podOutcome{phase: v1.PodFailed, reason: reason, message: "Pod was active on the node longer than the specified deadline"})
	case succeeded:
		worker.end(podOutcome{phase: v1.PodSucceeded})
	default:
		worker.end(podOutcome{phase: v1.PodFailed})
	}
}

// prepare makes the volumes; what they are made of may come later.
func (worker *podWorker) prepare(stop context.Context) bool {
	pod := worker.current()
	for stop.Err() == nil {
		err := worker.node.runtime.prepare(stop, pod)
		if err == nil {
			return true
		}
		worker.event(v1.EventTypeWarning, "FailedMount", err.Error())
		worker.reporter.mark()
		pause(stop, retryDelay)
	}
	return false
}

// runAll runs the init containers one after another, then the containers side by side. It tells whether all ended with 0.
func (worker *podWorker) runAll(ctx, stop context.Context) bool {
	pod := worker.current()
	sidecars, endSidecars := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer endSidecars()
	for index := range pod.Spec.InitContainers {
		container := &pod.Spec.InitContainers[index]
		if isSidecar(container) {
			running.Go(func() { worker.runContainer(ctx, sidecars, container, v1.RestartPolicyAlways) })
			if !worker.awaitStart(stop, container.Name) {
				return false
			}
			continue
		}
		policy := pod.Spec.RestartPolicy
		if policy == v1.RestartPolicyAlways {
			policy = v1.RestartPolicyOnFailure
		}
		if !worker.runContainer(ctx, stop, container, policy) {
			return false
		}
	}
	results := make([]bool, len(pod.Spec.Containers))
	var mains sync.WaitGroup
	for index := range pod.Spec.Containers {
		mains.Go(func() {
			results[index] = worker.runContainer(ctx, stop, &pod.Spec.Containers[index], pod.Spec.RestartPolicy)
		})
	}
	mains.Wait()
	return !slices.Contains(results, false)
}

// runContainer starts a container as often as the policy wants. It tells whether it ended with 0 at last.
func (worker *podWorker) runContainer(ctx, stop context.Context, container *v1.Container, policy v1.RestartPolicy) bool {
	backoff := firstBackoff
	for stop.Err() == nil {
		state := worker.state(container.Name)
		launched, err := worker.node.runtime.launch(stop, worker.current(), container, state.attempt)
		if err != nil {
			reason := "CreateContainerError"
			if errors.As(err, &configError{}) {
				reason = "CreateContainerConfigError"
			}
			worker.update(container.Name, func(state *containerState) { state.wait(reason, err.Error()) })
			worker.event(v1.EventTypeWarning, "Failed", fmt.Sprintf("Error: %v", err))
			pause(stop, retryDelay)
			continue
		}
		began := time.Now()
		worker.update(container.Name, func(state *containerState) { state.start(began) })
		worker.event(v1.EventTypeNormal, "Started", "Started container "+container.Name)
		worker.await(ctx, stop, container, launched)
		ended := launched.exit()
		worker.update(container.Name, func(state *containerState) { state.end(ended) })
		if stop.Err() != nil || policy == v1.RestartPolicyNever || (policy == v1.RestartPolicyOnFailure && ended.code == 0) {
			return ended.code == 0
		}
		if time.Since(began) > 2*mostBackoff {
			backoff = firstBackoff
		}
		worker.update(container.Name, func(state *containerState) {
			state.retry(fmt.Sprintf("back-off %v restarting failed container=%s", backoff, container.Name))
		})
		worker.event(v1.EventTypeWarning, "BackOff", "Back-off restarting failed container "+container.Name)
		pause(stop, backoff)
		backoff = min(2*backoff, mostBackoff)
	}
	return false
}

// await returns when the process has ended: by itself, or asked to by stop and killed when its grace period is over.
// When the context ends the node is lost, and the process killed.
func (worker *podWorker) await(ctx, stop context.Context, container *v1.Container, launched process) {
	select {
	case <-launched.done():
		return
	case <-stop.Done():
	}
	if ctx.Err() == nil {
		worker.event(v1.EventTypeNormal, "Killing", "Stopping container "+container.Name)
		launched.terminate()
		select {
		case <-launched.done():
			return
		case <-time.After(gracePeriod(worker.current())):
		case <-ctx.Done():
		}
	}
	launched.kill()
	<-launched.done()
}

// awaitStart waits until a container has been started.
func (worker *podWorker) awaitStart(stop context.Context, name string) bool {
	for stop.Err() == nil {
		if state := worker.state(name); state.running() {
			return true
		}
		pause(stop, 50*time.Millisecond)
	}
	return false
}

func (worker *podWorker) event(kind, reason, message string) {
	if !worker.node.runtime.quiet() {
		worker.node.events.Event(worker.current(), kind, reason, message)
	}
}

// deleteObject removes the pod's object for good, which is for its node to do.
func (worker *podWorker) deleteObject(ctx context.Context) {
	pod := worker.current()
	now := int64(0)
	options := metav1.DeleteOptions{GracePeriodSeconds: &now, Preconditions: metav1.NewUIDPreconditions(string(pod.UID))}
	worker.node.retry(ctx, "delete pod "+pod.Name, func() error {
		return ignoreGone(worker.node.client.CoreV1().Pods(pod.Namespace).Delete(ctx, pod.Name, options))
	})
}

func activeDeadline(pod *v1.Pod) <-chan time.Time {
	if pod.Spec.ActiveDeadlineSeconds == nil {
		return nil
	}
	return time.After(time.Duration(*pod.Spec.ActiveDeadlineSeconds) * time.Second)
}

// gracePeriod is the time that processes have to end.
func gracePeriod(pod *v1.Pod) time.Duration {
	seconds := int64(v1.DefaultTerminationGracePeriodSeconds)
	if pod.DeletionGracePeriodSeconds != nil {
		seconds = *pod.DeletionGracePeriodSeconds
	} else if pod.Spec.TerminationGracePeriodSeconds != nil {
		seconds = *pod.Spec.TerminationGracePeriodSeconds
	}
	return time.Duration(seconds) * time.Second
}

func isSidecar(container *v1.Container) bool {
	return container.RestartPolicy != nil && *container.RestartPolicy == v1.ContainerRestartPolicyAlways
}

func pause(ctx context.Context, duration time.Duration) {
	select {
	case <-time.After(duration):
	case <-ctx.Done():
	}
}
