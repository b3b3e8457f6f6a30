package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"

	v1 "k8s.io/api/core/v1"
	internalapi "k8s.io/cri-api/pkg/apis"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
	"k8s.io/cri-client/pkg/logs"
	"k8s.io/klog/v2"
)

// serveLogs answers the API server, and nobody else, what containers have said: the part of a kubelet's interface that
// `kubectl logs` needs. It returns the port, on the loopback, and serves until the context ends.
func serveLogs(ctx context.Context, node *node, pods *pods) (int32, error) {
	authority, err := os.ReadFile(node.config.Authority)
	if err != nil {
		return 0, err
	}
	callers := x509.NewCertPool()
	if !callers.AppendCertsFromPEM(authority) {
		return 0, fmt.Errorf("%s has no certificate", node.config.Authority)
	}
	own, err := tls.LoadX509KeyPair(node.spec.Certificate, node.spec.PrivateKey)
	if err != nil {
		return 0, err
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(loopback, "0"))
	if err != nil {
		return 0, err
	}
	routes := http.NewServeMux()
	routes.HandleFunc("GET /containerLogs/{namespace}/{pod}/{container}", pods.serveLog)
	routes.HandleFunc("GET /healthz", func(answer http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(answer, "ok") })
	server := &http.Server{
		Handler:           onlyFor(node.config.Caller, routes),
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		TLSConfig: &tls.Config{
			MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{own},
			ClientCAs: callers, ClientAuth: tls.RequireAndVerifyClientCert,
		},
	}
	go func() {
		if err := server.ServeTLS(listener, "", ""); !errors.Is(err, http.ErrServerClosed) {
			klog.ErrorS(err, "Node no longer serves logs", "node", node.spec.Name)
		}
	}()
	context.AfterFunc(ctx, func() { _ = server.Close() })
	return int32(listener.Addr().(*net.TCPAddr).Port), nil
}

// onlyFor refuses all clients but the one of this name.
func onlyFor(name string, handler http.Handler) http.Handler {
	return http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		if request.TLS == nil || len(request.TLS.PeerCertificates) == 0 || request.TLS.PeerCertificates[0].Subject.CommonName != name {
			http.Error(answer, "Forbidden", http.StatusForbidden)
			return
		}
		handler.ServeHTTP(answer, request)
	})
}

func (pods *pods) serveLog(answer http.ResponseWriter, request *http.Request) {
	query, err := readLogQuery(request.URL.Query(), time.Now())
	if err != nil {
		http.Error(answer, err.Error(), http.StatusBadRequest)
		return
	}
	worker := pods.find(request.PathValue("namespace"), request.PathValue("pod"))
	if worker == nil {
		http.Error(answer, "pod does not exist", http.StatusNotFound)
		return
	}
	container := request.PathValue("container")
	pod := worker.current()
	attempt := worker.state(container).attempt
	if query.previous || worker.state(container).state.Waiting != nil {
		attempt--
	}
	path := logPath(pods.node, pod, container, attempt)
	if _, err := os.Stat(path); err != nil {
		message := fmt.Sprintf("container %q in pod %q has no log", container, pod.Name)
		if !query.previous {
			message = fmt.Sprintf("container %q in pod %q is waiting to start", container, pod.Name)
		}
		http.Error(answer, message, http.StatusBadRequest)
		return
	}
	output := flushing{answer}
	stdout, stderr := io.Writer(output), io.Writer(output)
	if query.stream == v1.LogStreamStdout {
		stderr = nil
	}
	if query.stream == v1.LogStreamStderr {
		stdout = nil
	}
	answer.Header().Set("Content-Type", "text/plain; charset=utf-8")
	output.flush()
	err = logs.ReadLogs(request.Context(), path, container, &query.LogOptions,
		runningContainer{worker: worker}, stdout, stderr)
	if err != nil && request.Context().Err() == nil {
		klog.ErrorS(err, "Log cannot be read", "pod", klog.KObj(pod), "container", container)
	}
}

// runningContainer tells who follows a log whether there may be more.
type runningContainer struct {
	internalapi.RuntimeService
	worker *podWorker
}

func (running runningContainer) ContainerStatus(_ context.Context, container string, _ bool) (*runtimeapi.ContainerStatusResponse, error) {
	state := runtimeapi.ContainerState_CONTAINER_EXITED
	if current := running.worker.state(container); current.running() {
		state = runtimeapi.ContainerState_CONTAINER_RUNNING
	}
	return &runtimeapi.ContainerStatusResponse{Status: &runtimeapi.ContainerStatus{State: state}}, nil
}

// flushing sends each part at once.
type flushing struct{ http.ResponseWriter }

func (output flushing) flush() { _ = http.NewResponseController(output.ResponseWriter).Flush() }

func (output flushing) Write(text []byte) (int, error) {
	written, err := output.ResponseWriter.Write(text)
	output.flush()
	return written, err
}

// logQuery is what a caller wants to read.
type logQuery struct {
	logs.LogOptions
	// previous asks for the log of the start before the last one.
	previous bool
	// stream is Stdout, Stderr or, empty, both.
	stream string
}

// readLogQuery reads a query as the API server passes it on.
func readLogQuery(query url.Values, now time.Time) (*logQuery, error) {
	result := &logQuery{previous: query.Get("previous") == "true"}
	result.Follow = query.Get("follow") == "true"
	result.Timestamp = query.Get("timestamps") == "true"
	var sinceSeconds *int64
	for name, target := range map[string]**int64{
		"tailLines": &result.TailLines, "sinceSeconds": &sinceSeconds, "limitBytes": &result.LimitBytes,
	} {
		if text := query.Get(name); text != "" {
			number, err := strconv.ParseInt(text, 10, 64)
			if err != nil || number < 0 {
				return nil, fmt.Errorf("%s must be a number from 0", name)
			}
			*target = &number
		}
	}
	if sinceSeconds != nil {
		result.Since = now.Add(-time.Duration(*sinceSeconds) * time.Second)
	}
	if text := query.Get("sinceTime"); text != "" {
		since, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return nil, fmt.Errorf("sinceTime: %w", err)
		}
		result.Since = since
	}
	if stream := query.Get("stream"); stream != v1.LogStreamAll {
		result.stream = stream
	}
	return result, nil
}
