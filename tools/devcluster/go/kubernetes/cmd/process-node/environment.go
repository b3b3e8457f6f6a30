package main

import (
	"context"
	"fmt"

	v1 "k8s.io/api/core/v1"
	"k8s.io/kubernetes/third_party/forked/golang/expansion"
)

const machinePath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// environment is the variables of a container by their names. What an image would set is little: PATH and HOME.
func (node *node) environment(ctx context.Context, pod *v1.Pod, container *v1.Container) (map[string]string, error) {
	objects := objectReader{client: node.client, namespace: pod.Namespace}
	result := map[string]string{
		"PATH": node.config.path(), "HOME": "/root", "HOSTNAME": pod.Name,
		// The service has no address that leads anywhere here: this one does.
		"KUBERNETES_SERVICE_HOST": node.apiHost, "KUBERNETES_SERVICE_PORT": node.apiPort,
		"KUBERNETES_SERVICE_PORT_HTTPS": node.apiPort,
	}
	for _, source := range container.EnvFrom {
		var content map[string][]byte
		var err error
		switch {
		case source.ConfigMapRef != nil:
			content, err = objects.configMap(ctx, source.ConfigMapRef.Name, isTrue(source.ConfigMapRef.Optional))
		case source.SecretRef != nil:
			content, err = objects.secret(ctx, source.SecretRef.Name, isTrue(source.SecretRef.Optional))
		}
		if err != nil {
			return nil, configError{err}
		}
		for key, text := range content {
			result[source.Prefix+key] = string(text)
		}
	}
	mapping := expansion.MappingFuncFor(result)
	for _, variable := range container.Env {
		if variable.ValueFrom == nil {
			result[variable.Name] = expansion.Expand(variable.Value, mapping)
			continue
		}
		text, found, err := node.valueFrom(ctx, objects, pod, container, variable.ValueFrom)
		if err != nil {
			return nil, configError{fmt.Errorf("variable %s: %w", variable.Name, err)}
		}
		if found {
			result[variable.Name] = text
		}
	}
	return result, nil
}

func (node *node) valueFrom(ctx context.Context, objects objectReader, pod *v1.Pod, container *v1.Container, source *v1.EnvVarSource) (string, bool, error) {
	keyOf := func(content map[string][]byte, err error, kind, name, key string, optional bool) (string, bool, error) {
		if err != nil {
			return "", false, err
		}
		text, found := content[key]
		if !found && !optional {
			return "", false, fmt.Errorf("couldn't find key %s in %s %s/%s", key, kind, pod.Namespace, name)
		}
		return string(text), found, nil
	}
	switch {
	case source.ConfigMapKeyRef != nil:
		ref := source.ConfigMapKeyRef
		content, err := objects.configMap(ctx, ref.Name, isTrue(ref.Optional))
		return keyOf(content, err, "ConfigMap", ref.Name, ref.Key, isTrue(ref.Optional))
	case source.SecretKeyRef != nil:
		ref := source.SecretKeyRef
		content, err := objects.secret(ctx, ref.Name, isTrue(ref.Optional))
		return keyOf(content, err, "Secret", ref.Name, ref.Key, isTrue(ref.Optional))
	case source.FieldRef != nil:
		text, err := downwardValue(pod, source.FieldRef, nil)
		return text, true, err
	case source.ResourceFieldRef != nil:
		of := source.ResourceFieldRef.DeepCopy()
		if of.ContainerName == "" {
			of.ContainerName = container.Name
		}
		text, err := downwardValue(pod, nil, of)
		return text, true, err
	}
	return "", false, fmt.Errorf("a process node reads variables from configMapKeyRef, secretKeyRef, fieldRef and resourceFieldRef only")
}
