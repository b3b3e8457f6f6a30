// Command control-plane is etcd, kube-apiserver, kube-controller-manager and kube-scheduler in one
// binary, so that they are linked once. Its first argument is the name of the one to run; what
// follows are that command's own flags.
package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

// The Kubernetes commands by name. Each value makes its command when called and not before:
// making more than one registers the signal handler twice, which panics.
var commands = map[string]func() *cobra.Command{
	"kube-apiserver":          apiserver.NewAPIServerCommand,
	"kube-controller-manager": controllermanager.NewControllerManagerCommand,
	"kube-scheduler":          func() *cobra.Command { return scheduler.NewSchedulerCommand() },
}

func main() {
	if len(os.Args) < 2 {
		fail("a command is missing")
	}
	name := os.Args[1]
	os.Args = os.Args[1:]
	if name == "etcd" {
		etcdmain.Main(os.Args)
		return
	}
	makeCommand, known := commands[name]
	if !known {
		fail(fmt.Sprintf("unknown command %q", name))
	}
	os.Exit(cli.Run(makeCommand()))
}

func fail(problem string) {
	names := []string{"etcd"}
	for name := range commands {
		names = append(names, name)
	}
	slices.Sort(names)
	fmt.Fprintf(os.Stderr, "control-plane: %s; give one of %s\n", problem, strings.Join(names, ", "))
	os.Exit(2)
}
