package main

import (
	"context"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	v1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	typedv1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/record"
	"k8s.io/component-base/version"
	"k8s.io/klog/v2"
	"k8s.io/utils/ptr"
)

// lostAnnotation on a Node makes it go silent and end its processes, as if the machine had lost power, while its value
// is "true". Without it the node comes back as after a reboot.
const lostAnnotation = "devcluster.slipway.dev/lost"

const loopback = "127.0.0.1"

// node is one Node object and all that happens on it.
type node struct {
	config    *Config
	spec      NodeSpec
	directory string
	client    kubernetes.Interface
	// apiHost and apiPort are where pods find the API server.
	apiHost, apiPort string
	runtime          podRuntime
	started          time.Time
	events           record.EventRecorder
}

func newNode(config *Config, spec NodeSpec, launcher *launcher) (*node, error) {
	rest, err := clientcmd.BuildConfigFromFlags("", spec.Kubeconfig)
	if err != nil {
		return nil, err
	}
	rest.QPS, rest.Burst = 200, 400
	client, err := kubernetes.NewForConfig(rest)
	if err != nil {
		return nil, err
	}
	server, err := url.Parse(rest.Host)
	if err != nil {
		return nil, err
	}
	host, port, err := net.SplitHostPort(server.Host)
	if err != nil {
		return nil, err
	}
	directory := filepath.Join(config.Directory, spec.Name)
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return nil, err
	}
	broadcaster := record.NewBroadcaster()
	broadcaster.StartRecordingToSink(&typedv1.EventSinkImpl{Interface: client.CoreV1().Events("")})
	node := &node{
		config: config, spec: spec, directory: directory, client: client, apiHost: host, apiPort: port,
		events: broadcaster.NewRecorder(scheme.Scheme, v1.EventSource{Component: "process-node", Host: spec.Name}),
	}
	if spec.Idle {
		node.runtime = idleRuntime{}
	} else {
		node.runtime = &processRuntime{node: node, launcher: launcher}
	}
	return node, nil
}

// run keeps the node up until the context ends, except while it is lost.
func (node *node) run(ctx context.Context) {
	lost := node.watchLost(ctx)
	isLost := <-lost
	for ctx.Err() == nil {
		if isLost {
			klog.InfoS("Node is lost", "node", node.spec.Name)
			select {
			case isLost = <-lost:
			case <-ctx.Done():
			}
			continue
		}
		klog.InfoS("Node is up", "node", node.spec.Name)
		up, down := context.WithCancel(ctx)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			node.live(up)
		}()
		select {
		case isLost = <-lost:
		case <-ctx.Done():
		}
		down()
		<-ended
	}
}

// live is the time from a node's start to its loss. It returns when all processes have ended.
func (node *node) live(ctx context.Context) {
	node.started = time.Now()
	pods := newPods(node)
	port, err := serveLogs(ctx, node, pods)
	if err != nil {
		klog.ErrorS(err, "Node cannot serve logs", "node", node.spec.Name)
		return
	}
	node.retry(ctx, "register", func() error { return node.register(ctx, port) })
	go wait.UntilWithContext(ctx, func(ctx context.Context) {
		if err := node.renewLease(ctx); err != nil && ctx.Err() == nil {
			klog.ErrorS(err, "Node cannot renew its lease", "node", node.spec.Name)
		}
	}, node.config.leaseInterval())
	go wait.UntilWithContext(ctx, func(ctx context.Context) {
		if err := node.reportStatus(ctx, port); err != nil && ctx.Err() == nil {
			klog.ErrorS(err, "Node cannot report its status", "node", node.spec.Name)
		}
	}, time.Minute)
	pods.run(ctx)
}

// retry calls until there is no error, or the context ends.
func (node *node) retry(ctx context.Context, what string, call func() error) {
	_ = wait.PollUntilContextCancel(ctx, time.Second, true, func(context.Context) (bool, error) {
		err := call()
		if err != nil && ctx.Err() == nil {
			klog.ErrorS(err, "Node tries again", "node", node.spec.Name, "what", what)
		}
		return err == nil, nil
	})
}

// watchLost tells first whether the node is lost, then each change of that.
func (node *node) watchLost(ctx context.Context) <-chan bool {
	told := make(chan bool)
	own := fields.OneTermEqualSelector(metav1.ObjectNameField, node.spec.Name).String()
	factory := informers.NewSharedInformerFactoryWithOptions(node.client, 0,
		informers.WithTweakListOptions(func(options *metav1.ListOptions) { options.FieldSelector = own }))
	seen := make(chan bool, 1_000)
	informer := factory.Core().V1().Nodes().Informer()
	tell := func(object any) {
		if found, ok := object.(*v1.Node); ok {
			seen <- found.Annotations[lostAnnotation] == "true"
		}
	}
	_, _ = informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    tell,
		UpdateFunc: func(_, object any) { tell(object) },
		DeleteFunc: func(any) { seen <- false },
	})
	factory.Start(ctx.Done())
	go func() {
		cache.WaitForCacheSync(ctx.Done(), informer.HasSynced)
		last := false
		for _, object := range informer.GetStore().List() {
			last = object.(*v1.Node).Annotations[lostAnnotation] == "true"
		}
		tellAbout := func() bool {
			select {
			case told <- last:
				return true
			case <-ctx.Done():
				return false
			}
		}
		if !tellAbout() {
			return
		}
		for {
			select {
			case lost := <-seen:
				if lost == last {
					continue
				}
				last = lost
				if !tellAbout() {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	return told
}

// register makes the Node object, or gives an existing one the labels of the specification.
func (node *node) register(ctx context.Context, port int32) error {
	labels := map[string]string{
		v1.LabelHostname: node.spec.Name, v1.LabelOSStable: runtime.GOOS, v1.LabelArchStable: runtime.GOARCH,
	}
	for name, value := range node.spec.Labels {
		labels[name] = value
	}
	nodes := node.client.CoreV1().Nodes()
	existing, err := nodes.Get(ctx, node.spec.Name, metav1.GetOptions{})
	switch {
	case apierrors.IsNotFound(err):
		made := &v1.Node{
			ObjectMeta: metav1.ObjectMeta{Name: node.spec.Name, Labels: labels},
			Spec:       v1.NodeSpec{Taints: node.spec.Taints},
		}
		made.Status = node.status(port, v1.NodeStatus{})
		if _, err := nodes.Create(ctx, made, metav1.CreateOptions{}); err != nil {
			return err
		}
	case err != nil:
		return err
	default:
		for name, value := range labels {
			metav1.SetMetaDataLabel(&existing.ObjectMeta, name, value)
		}
		if _, err := nodes.Update(ctx, existing, metav1.UpdateOptions{}); err != nil {
			return err
		}
	}
	if err := node.reportStatus(ctx, port); err != nil {
		return err
	}
	return node.renewLease(ctx)
}

func (node *node) reportStatus(ctx context.Context, port int32) error {
	nodes := node.client.CoreV1().Nodes()
	existing, err := nodes.Get(ctx, node.spec.Name, metav1.GetOptions{})
	if err != nil {
		return err
	}
	existing.Status = node.status(port, existing.Status)
	_, err = nodes.UpdateStatus(ctx, existing, metav1.UpdateOptions{})
	return err
}

// status is what the node says about itself, on top of what is known of it.
func (node *node) status(port int32, status v1.NodeStatus) v1.NodeStatus {
	now := metav1.Now()
	conditions := []v1.NodeCondition{}
	for _, condition := range []struct {
		kind   v1.NodeConditionType
		status v1.ConditionStatus
		reason string
	}{
		{v1.NodeMemoryPressure, v1.ConditionFalse, "ProcessNodeHasSufficientMemory"},
		{v1.NodeDiskPressure, v1.ConditionFalse, "ProcessNodeHasNoDiskPressure"},
		{v1.NodePIDPressure, v1.ConditionFalse, "ProcessNodeHasSufficientPID"},
		{v1.NodeReady, v1.ConditionTrue, "ProcessNodeReady"},
	} {
		since := now
		for _, before := range status.Conditions {
			if before.Type == condition.kind && before.Status == condition.status {
				since = before.LastTransitionTime
			}
		}
		conditions = append(conditions, v1.NodeCondition{
			Type: condition.kind, Status: condition.status, Reason: condition.reason,
			LastHeartbeatTime: now, LastTransitionTime: since,
		})
	}
	status.Conditions = conditions
	status.Capacity = node.spec.Capacity
	status.Allocatable = node.spec.Capacity
	status.Addresses = []v1.NodeAddress{
		{Type: v1.NodeInternalIP, Address: loopback},
		{Type: v1.NodeHostName, Address: node.spec.Name},
	}
	status.DaemonEndpoints.KubeletEndpoint.Port = port
	status.NodeInfo = v1.NodeSystemInfo{
		MachineID: node.spec.Name, SystemUUID: node.spec.Name, BootID: node.started.UTC().Format(time.RFC3339Nano),
		OSImage: "Slipway process node", KernelVersion: "none", ContainerRuntimeVersion: "process://1",
		KubeletVersion: version.Get().GitVersion, OperatingSystem: runtime.GOOS, Architecture: runtime.GOARCH,
	}
	return status
}

// renewLease is the sign of life that the control plane waits for.
func (node *node) renewLease(ctx context.Context) error {
	leases := node.client.CoordinationV1().Leases(v1.NamespaceNodeLease)
	spec := coordinationv1.LeaseSpec{
		HolderIdentity:       ptr.To(node.spec.Name),
		LeaseDurationSeconds: ptr.To(int32(40)),
		RenewTime:            ptr.To(metav1.NowMicro()),
	}
	existing, err := leases.Get(ctx, node.spec.Name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		made := &coordinationv1.Lease{ObjectMeta: metav1.ObjectMeta{Name: node.spec.Name}, Spec: spec}
		_, err = leases.Create(ctx, made, metav1.CreateOptions{})
		return err
	}
	if err != nil {
		return err
	}
	existing.Spec = spec
	_, err = leases.Update(ctx, existing, metav1.UpdateOptions{})
	return err
}
