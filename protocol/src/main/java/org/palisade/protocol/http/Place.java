package org.palisade.protocol.http;

/**
 * Where a virtual machine is in the virtual infrastructure. The Integration Server makes the names unique within the installation: two machines are on
 * the same host if kind and host are equal. Of the names, whatever is not known is null.
 *
 * @param kind             kind of the infrastructure in lower case; {@code openstack} also for its relatives, whatever places by server group, project
 *                         and availability zone
 * @param host             hypervisor it runs on
 * @param cluster          cluster of that hypervisor
 * @param dataCentre       data centre of that hypervisor
 * @param serverGroup      server group, on OpenStack
 * @param project          project, on OpenStack
 * @param availabilityZone availability zone, on OpenStack
 */
public record Place(String kind, String host, String cluster, String dataCentre, String serverGroup, String project, String availabilityZone) {
}
