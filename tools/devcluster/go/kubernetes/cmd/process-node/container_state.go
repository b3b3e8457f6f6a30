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

// lost is the state of a container that ran when its node was lost, of which nothing more is known.
func lostState(before v1.ContainerStatus) *containerState {
	state := &containerState{attempt: before.RestartCount, state: before.State, last: before.LastTerminationState}
	if before.State.Terminated == nil {
		terminated := &v1.ContainerStateTerminated{
			ExitCode: 137, Reason: "ContainerStatusUnknown", ContainerID: before.ContainerID,
			Message:    "The container could not be located when the pod was terminated",
			FinishedAt: metav1.Now(),
		}
		if before.State.Running != nil {
			terminated.StartedAt = before.State.Running.StartedAt
		}
		state.state = v1.ContainerState{Terminated: terminated}
	}
	return state
}
