package main

import (
	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	podutil "k8s.io/kubernetes/pkg/util/pod"
)

// podOutcome is how a pod has ended.
type podOutcome struct {
	phase           v1.PodPhase
	reason, message string
}

func isTerminal(phase v1.PodPhase) bool {
	return phase == v1.PodSucceeded || phase == v1.PodFailed
}

// podStatus is the status of a pod whose containers are in these states; what others have written stays.
func podStatus(pod *v1.Pod, states map[string]*containerState, outcome *podOutcome, now metav1.Time) v1.PodStatus {
	status := *pod.Status.DeepCopy()
	status.ObservedGeneration = pod.Generation
	status.HostIP, status.HostIPs = loopback, []v1.HostIP{{IP: loopback}}
	status.PodIP, status.PodIPs = loopback, []v1.PodIP{{IP: loopback}}
	if status.StartTime == nil {
		status.StartTime = &now
	}
	status.InitContainerStatuses = containerStatuses(pod, pod.Spec.InitContainers, states)
	status.ContainerStatuses = containerStatuses(pod, pod.Spec.Containers, states)

	initialized := true
	for index, container := range status.InitContainerStatuses {
		done := container.State.Terminated != nil && container.State.Terminated.ExitCode == 0
		if done {
			status.InitContainerStatuses[index].Ready = true
		}
		if !done && !(isSidecar(&pod.Spec.InitContainers[index]) && container.State.Running != nil) {
			initialized = false
		}
	}
	if !initialized {
		for index := range status.ContainerStatuses {
			if waiting := status.ContainerStatuses[index].State.Waiting; waiting != nil {
				waiting.Reason = "PodInitializing"
			}
		}
	}
	// As the kubelet has it: a pod runs when each of its containers has begun.
	ready, begun := true, true
	for _, container := range status.ContainerStatuses {
		ready = ready && container.Ready
		begun = begun && (container.State.Waiting == nil || container.RestartCount > 0)
	}
	switch {
	case outcome != nil:
		status.Phase, status.Reason, status.Message = outcome.phase, outcome.reason, outcome.message
	case initialized && begun:
		status.Phase = v1.PodRunning
	default:
		status.Phase = v1.PodPending
	}

	unready := "ContainersNotReady"
	if outcome != nil {
		unready = map[v1.PodPhase]string{v1.PodSucceeded: "PodCompleted", v1.PodFailed: "PodFailed"}[outcome.phase]
	}
	ready = ready && initialized && outcome == nil
	setCondition(pod, &status, v1.PodReadyToStartContainers, outcome == nil, "", now)
	setCondition(pod, &status, v1.PodInitialized, initialized, "ContainersNotInitialized", now)
	setCondition(pod, &status, v1.ContainersReady, ready, unready, now)
	setCondition(pod, &status, v1.PodReady, ready, unready, now)
	return status
}

func containerStatuses(pod *v1.Pod, containers []v1.Container, states map[string]*containerState) []v1.ContainerStatus {
	var statuses []v1.ContainerStatus
	for index := range containers {
		state, known := states[containers[index].Name]
		if !known {
			state = newContainerState()
		}
		status := state.status(pod, &containers[index])
		statuses = append(statuses, *status.DeepCopy())
	}
	return statuses
}

// setCondition keeps the time of the last change when there is none; the reason is that of a condition that is false.
func setCondition(pod *v1.Pod, status *v1.PodStatus, kind v1.PodConditionType, holds bool, reason string, now metav1.Time) {
	condition := v1.PodCondition{
		Type: kind, Status: v1.ConditionTrue, LastTransitionTime: now, ObservedGeneration: pod.Generation,
	}
	if !holds {
		condition.Status, condition.Reason = v1.ConditionFalse, reason
	}
	for _, before := range status.Conditions {
		if before.Type == kind && before.Status == condition.Status {
			condition.LastTransitionTime = before.LastTransitionTime
		}
	}
	status.Conditions = podutil.ReplaceOrAppendPodCondition(status.Conditions, &condition)
}
