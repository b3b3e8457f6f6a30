package main

import (
	"fmt"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// containerState is what has become of one container.
type containerState struct {
	// attempt is the number of times it has ended and is to be started again.
	attempt int32
	state   v1.ContainerState
	last    v1.ContainerState
}

func newContainerState() *containerState {
	state := &containerState{}
	state.wait("ContainerCreating", "")
	return state
}

func (state *containerState) running() bool { return state.state.Running != nil }

func (state *containerState) wait(reason, message string) {
	state.state = v1.ContainerState{Waiting: &v1.ContainerStateWaiting{Reason: reason, Message: message}}
}

func (state *containerState) start(at time.Time) {
	state.state = v1.ContainerState{Running: &v1.ContainerStateRunning{StartedAt: metav1.NewTime(at)}}
}

func (state *containerState) end(how exit) {
	terminated := &v1.ContainerStateTerminated{
		ExitCode: how.code, Signal: how.signal, Reason: "Completed", FinishedAt: metav1.NewTime(how.at),
	}
	if how.code != 0 {
		terminated.Reason = "Error"
	}
	if state.state.Running != nil {
		terminated.StartedAt = state.state.Running.StartedAt
	}
	state.state = v1.ContainerState{Terminated: terminated}
}

// retry is the time between an end and the next start.
func (state *containerState) retry(message string) {
	state.last = state.state
	state.attempt++
	state.wait("CrashLoopBackOff", message)
}

// status is the state as the pod's status has it.
func (state *containerState) status(pod *v1.Pod, container *v1.Container) v1.ContainerStatus {
	started := state.running()
	status := v1.ContainerStatus{
		Name: container.Name, Image: container.Image, ImageID: "process://none",
		State: state.state, LastTerminationState: state.last, RestartCount: state.attempt,
		Started: &started, Ready: started,
	}
	if state.state.Waiting == nil || state.attempt > 0 {
		status.ContainerID = fmt.Sprintf("process://%s-%s-%d", pod.UID, container.Name, state.attempt)
	}
	return status
}

// statesOf are the states that a pod's status tells of containers that have been started.
func statesOf(pod *v1.Pod) map[string]*containerState {
	states := map[string]*containerState{}
	for _, statuses := range [][]v1.ContainerStatus{pod.Status.InitContainerStatuses, pod.Status.ContainerStatuses} {
		for _, status := range statuses {
			if status.State.Waiting == nil || status.RestartCount > 0 {
				states[status.Name] = &containerState{
					attempt: status.RestartCount, state: status.State, last: status.LastTerminationState,
				}
			}
		}
	}
	return states
}

// lose is the end of a container with its node, of which nothing more is known.
func (state *containerState) lose() {
	if state.state.Terminated != nil {
		return
	}
	terminated := &v1.ContainerStateTerminated{
		ExitCode: 137, Reason: "ContainerStatusUnknown", FinishedAt: metav1.Now(),
		Message: "The container could not be located when the pod was terminated",
	}
	if state.state.Running != nil {
		terminated.StartedAt = state.state.Running.StartedAt
	}
	state.state = v1.ContainerState{Terminated: terminated}
}
