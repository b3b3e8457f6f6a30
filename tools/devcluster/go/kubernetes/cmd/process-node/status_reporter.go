package main

import (
	"context"
	"strconv"
	"sync"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/klog/v2"
	podutil "k8s.io/kubernetes/pkg/util/pod"
)

// statusReporter brings a pod's status to the API server, the newest first and again until it is there.
type statusReporter struct {
	worker *podWorker
	dirty  chan struct{}
	mutex  sync.Mutex
	sent   sync.Cond
	// wanted and done count the states that are to be told, and that have been.
	wanted, done int
}

func newStatusReporter(worker *podWorker) *statusReporter {
	reporter := &statusReporter{worker: worker, dirty: make(chan struct{}, 1)}
	reporter.sent.L = &reporter.mutex
	return reporter
}

// mark says that there is something new to tell.
func (reporter *statusReporter) mark() {
	reporter.mutex.Lock()
	reporter.wanted++
	reporter.mutex.Unlock()
	select {
	case reporter.dirty <- struct{}{}:
	default:
	}
}

// flush waits until all is told, or the context has ended.
func (reporter *statusReporter) flush(ctx context.Context) {
	reporter.mutex.Lock()
	defer reporter.mutex.Unlock()
	for reporter.done < reporter.wanted && ctx.Err() == nil {
		reporter.sent.Wait()
	}
}

func (reporter *statusReporter) run(ctx context.Context) {
	defer reporter.sent.Broadcast()
	for {
		select {
		case <-reporter.dirty:
		case <-ctx.Done():
			return
		}
		reporter.mutex.Lock()
		telling := reporter.wanted
		reporter.mutex.Unlock()
		for ctx.Err() == nil {
			err := reporter.tell(ctx)
			if err == nil {
				break
			}
			if ctx.Err() == nil {
				klog.ErrorS(err, "Pod status cannot be told yet", "pod", klog.KObj(reporter.worker.current()))
			}
			pause(ctx, time.Second)
		}
		reporter.mutex.Lock()
		reporter.done = telling
		reporter.mutex.Unlock()
		reporter.sent.Broadcast()
	}
}

func (reporter *statusReporter) tell(ctx context.Context) error {
	worker := reporter.worker
	pod, status := worker.status(metav1.Now())
	if equality.Semantic.DeepEqual(pod.Status, status) {
		return nil
	}
	told, _, unchanged, err := podutil.PatchPodStatus(ctx, worker.node.client, pod.Namespace, pod.Name, pod.UID, pod.Status, status)
	if err != nil || unchanged {
		return ignoreGone(err)
	}
	worker.see(told)
	return nil
}

// status is the newest that is known of the pod, and its status now.
func (worker *podWorker) status(now metav1.Time) (*v1.Pod, v1.PodStatus) {
	worker.mutex.Lock()
	defer worker.mutex.Unlock()
	return worker.pod, podStatus(worker.pod, worker.states, worker.outcome, now)
}

// state is a copy of a container's state.
func (worker *podWorker) state(name string) containerState {
	worker.mutex.Lock()
	defer worker.mutex.Unlock()
	if state, known := worker.states[name]; known {
		return *state
	}
	return *newContainerState()
}

func (worker *podWorker) update(name string, change func(*containerState)) {
	worker.mutex.Lock()
	if _, known := worker.states[name]; !known {
		worker.states[name] = newContainerState()
	}
	change(worker.states[name])
	worker.mutex.Unlock()
	worker.reporter.mark()
}

func (worker *podWorker) end(outcome podOutcome) {
	worker.mutex.Lock()
	worker.outcome = &outcome
	worker.mutex.Unlock()
	worker.reporter.mark()
}

// loseContainers finds what has become of containers that ran before the node was lost. It tells whether the pod has
// ended by that: containers that may be started again are.
func (worker *podWorker) loseContainers() bool {
	worker.mutex.Lock()
	defer worker.mutex.Unlock()
	if len(worker.states) == 0 {
		return false
	}
	never := worker.pod.Spec.RestartPolicy == v1.RestartPolicyNever
	for _, state := range worker.states {
		state.lose()
		if !never {
			state.retry("restarting after the node was lost")
		}
	}
	return never
}

// isNewer compares revisions, which are numbers that grow.
func isNewer(pod, than *v1.Pod) bool {
	a, errA := strconv.ParseUint(pod.ResourceVersion, 10, 64)
	b, errB := strconv.ParseUint(than.ResourceVersion, 10, 64)
	return errA != nil || errB != nil || a >= b
}

// ignoreGone takes the absence of an object, or another one in its place, for success.
func ignoreGone(err error) error {
	if apierrors.IsNotFound(err) || apierrors.IsConflict(err) {
		return nil
	}
	return err
}
