using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Types;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    private static readonly Paging topologyPages = new(Min: 1, Max: 100, Unasked: 20);
    private static readonly Paging creditPages = new(Min: 5, Max: 1000, Unasked: 1000);

    private static readonly Filters<InstanceTopology> topologyFilters = new Filters<InstanceTopology>()
        .On("availability-zone", it => it.AvailabilityZone)
        .On("instance-type", it => it.InstanceType)
        .On("zone-id", it => it.ZoneId);

    private static readonly Filters<InstanceCreditSpecification> creditFilters =
        new Filters<InstanceCreditSpecification>().On("instance-id", it => it.InstanceId);

    public override async ValueTask<ModifyInstanceMetadataOptionsResult> ModifyInstanceMetadataOptions(
        Call call, ModifyInstanceMetadataOptionsRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var machine = Find(held.State, call, request.InstanceId);
        if (request.HttpPutResponseHopLimit is < 1 or > 64)
        {
            throw Refusal.Value($"{request.HttpPutResponseHopLimit}", "HttpPutResponseHopLimit");
        }

        var changed = machine.Shown.MetadataOptions!.With(it =>
        {
            it.HttpTokens = request.HttpTokens ?? it.HttpTokens;
            it.HttpEndpoint = request.HttpEndpoint ?? it.HttpEndpoint;
            it.HttpPutResponseHopLimit = request.HttpPutResponseHopLimit ?? it.HttpPutResponseHopLimit;
            it.InstanceMetadataTags = request.InstanceMetadataTags ?? it.InstanceMetadataTags;
        });
        DryRun.Stop(request.DryRun);
        held.State.Machines.Put(machine.With(it => it.MetadataOptions = changed));
        await held.Keep();
        return new() { InstanceId = machine.Id, InstanceMetadataOptions = changed.With(it => it.State = "pending") };
    }

    public override async ValueTask<ModifyInstanceMaintenanceOptionsResult> ModifyInstanceMaintenanceOptions(
        Call call, ModifyInstanceMaintenanceOptionsRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var machine = Find(held.State, call, request.InstanceId);
        DryRun.Stop(request.DryRun);
        var recovery = request.AutoRecovery ?? machine.Shown.MaintenanceOptions?.AutoRecovery;
        held.State.Machines.Put(machine.With(it => it.MaintenanceOptions = new() { AutoRecovery = recovery }));
        await held.Keep();
        return new() { InstanceId = machine.Id, AutoRecovery = recovery };
    }

    public override async ValueTask<DescribeInstanceCreditSpecificationsResult> DescribeInstanceCreditSpecifications(
        Call call, DescribeInstanceCreditSpecificationsRequest request, CancellationToken ct)
    {
        var passes = creditFilters.Read(request.Filters);
        using var held = await book.Take(call.Account, ct);
        IEnumerable<Machine> machines = held.State.Machines.Of(call.Account).Where(IsBurstable);
        if (request.InstanceIds is { Count: > 0 } ids)
        {
            machines = Noun.Instance.Pick(machines, machine => machine.Id, ids);
        }

        var all = machines
            .Select(machine => new InstanceCreditSpecification
            {
                InstanceId = machine.Id,
                CpuCredits = machine.UnlimitedCredits ? "unlimited" : "standard",
            })
            .Where(each => passes(each));
        var (page, next) = creditPages.Cut(call, all, each => each.InstanceId!, request.MaxResults, request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { InstanceCreditSpecifications = page, NextToken = next };
    }

    public override async ValueTask<ModifyInstanceCreditSpecificationResult> ModifyInstanceCreditSpecification(
        Call call, ModifyInstanceCreditSpecificationRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        DryRun.Stop(request.DryRun);
        var done = new List<SuccessfulInstanceCreditSpecificationItem>();
        var refused = new List<UnsuccessfulInstanceCreditSpecificationItem>();
        foreach (var asked in request.InstanceCreditSpecifications)
        {
            if (held.State.Machines.Find(call.Account, asked.InstanceId) is { } machine && IsBurstable(machine))
            {
                held.State.Machines.Put(machine with { UnlimitedCredits = asked.CpuCredits == "unlimited" });
                done.Add(new() { InstanceId = asked.InstanceId });
            }
            else
            {
                refused.Add(new()
                {
                    InstanceId = asked.InstanceId,
                    Error = new()
                    {
                        Code = UnsuccessfulInstanceCreditSpecificationErrorCode.InstanceCreditSpecificationNotSupported,
                        Message = $"'{asked.InstanceId}' is no instance with CPU credits.",
                    },
                });
            }
        }

        await held.Keep();
        return new()
        {
            SuccessfulInstanceCreditSpecifications = done,
            UnsuccessfulInstanceCreditSpecifications = refused,
        };
    }

    /// <summary>Where instances lie: their zone, rack and host, as three layers of network nodes.</summary>
    public override async ValueTask<DescribeInstanceTopologyResult> DescribeInstanceTopology(
        Call call, DescribeInstanceTopologyRequest request, CancellationToken ct)
    {
        var passes = topologyFilters.Read(request.Filters);
        using var held = await book.Take(call.Account, ct);
        IEnumerable<Machine> machines = held.State.Machines.Of(call.Account).Where(machine => machine.HasRoom);
        if (request.InstanceIds is { Count: > 0 } ids)
        {
            machines = Noun.Instance.Pick(machines, machine => machine.Id, ids);
        }

        var all = machines
            .Where(machine => request.GroupNames is not { Count: > 0 } groups
                || groups.Contains(machine.Shown.Placement?.GroupName ?? ""))
            .Select(machine => Topology(held.State, machine))
            .Where(each => passes(each));
        var (page, next) = topologyPages.Cut(
            call, all, each => each.InstanceId!, request.MaxResults, request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { Instances = page, NextToken = next };
    }

    private static InstanceTopology Topology(Ec2State state, Machine machine)
    {
        var host = state.Hosts.Find(machine.Host!);
        return new()
        {
            InstanceId = machine.Id,
            InstanceType = machine.Shown.InstanceType,
            GroupName = machine.Shown.Placement?.GroupName,
            AvailabilityZone = machine.Shown.Placement?.AvailabilityZone,
            ZoneId = machine.Shown.Placement?.AvailabilityZoneId,
            NetworkNodes = host is null ? [] : [$"nn-{host.Zone}", $"nn-{host.Parent}", $"nn-{host}"],
        };
    }

    private static bool IsBurstable(Machine machine) =>
        InstanceTypes.Find(machine.Shown.InstanceType!)?.Family.IsBurstable == true;
}
