package main

import (
	"context"
	"sync"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/tools/cache"
)

// pods follows the pods that are bound to a node, with one worker for each.
type pods struct {
	node    *node
	mutex   sync.Mutex
	workers map[types.UID]*podWorker
}

func newPods(node *node) *pods {
	return &pods{node: node, workers: map[types.UID]*podWorker{}}
}

// run returns when the context has ended and all processes with it.
func (pods *pods) run(ctx context.Context) {
	bound := fields.OneTermEqualSelector("spec.nodeName", pods.node.spec.Name).String()
	factory := informers.NewSharedInformerFactoryWithOptions(pods.node.client, 0,
		informers.WithTweakListOptions(func(options *metav1.ListOptions) { options.FieldSelector = bound }))
	var running sync.WaitGroup
	seen := func(object any) {
		pod, ok := object.(*v1.Pod)
		if !ok || ctx.Err() != nil {
			return
		}
		pods.mutex.Lock()
		defer pods.mutex.Unlock()
		worker, known := pods.workers[pod.UID]
		if !known {
			worker = newPodWorker(pods.node, pod)
			pods.workers[pod.UID] = worker
			running.Go(func() { worker.work(ctx) })
		}
		worker.see(pod)
	}
	gone := func(object any) {
		if unknown, ok := object.(cache.DeletedFinalStateUnknown); ok {
			object = unknown.Obj
		}
		pod, ok := object.(*v1.Pod)
		if !ok {
			return
		}
		pods.mutex.Lock()
		defer pods.mutex.Unlock()
		if worker, known := pods.workers[pod.UID]; known {
			delete(pods.workers, pod.UID)
			worker.setGone()
		}
	}
	informer := factory.Core().V1().Pods().Informer()
	_, _ = informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: seen,
		UpdateFunc: func(before, after any) {
			// A pod may be deleted and made anew under its name between two looks.
			if before.(*v1.Pod).UID != after.(*v1.Pod).UID {
				gone(before)
			}
			seen(after)
		},
		DeleteFunc: gone,
	})
	factory.Start(ctx.Done())
	<-ctx.Done()
	factory.Shutdown()
	running.Wait()
}

// find is the worker of a pod by its name.
func (pods *pods) find(namespace, name string) *podWorker {
	pods.mutex.Lock()
	defer pods.mutex.Unlock()
	for _, worker := range pods.workers {
		if pod := worker.current(); pod.Namespace == namespace && pod.Name == name {
			return worker
		}
	}
	return nil
}
