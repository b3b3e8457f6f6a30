// Command process-node is the nodes of a development cluster: it registers them, and runs the pods that are bound to
// them as processes of this machine. Its only argument is the path of its configuration.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"k8s.io/klog/v2"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == containCommand {
		contain() // does not return
	}
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "process-node: give the path of its configuration")
		os.Exit(2)
	}
	config, err := readConfig(os.Args[1])
	if err != nil {
		fmt.Fprintf(os.Stderr, "process-node: %v\n", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()

	launcher := newLauncher()
	var nodes sync.WaitGroup
	for _, spec := range config.Nodes {
		node, err := newNode(config, spec, launcher)
		if err != nil {
			fmt.Fprintf(os.Stderr, "process-node: %s: %v\n", spec.Name, err)
			os.Exit(2)
		}
		nodes.Go(func() { node.run(ctx) })
	}
	nodes.Wait()
	klog.Flush()
}
