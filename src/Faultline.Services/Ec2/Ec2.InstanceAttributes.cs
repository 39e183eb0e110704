using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Storage;
using Faultline.Services.Ec2.Network;
using Faultline.Services.Ec2.Types;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using Name = Faultline.Api.Ec2.InstanceAttributeName;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    /// <summary>The attributes by name, each with what it shows.</summary>
    private static readonly Dictionary<string, Action<InstanceAttribute, Machine, Instance>> attributes = new()
    {
        [Name.InstanceType] = (to, _, shown) => to.InstanceType = new() { Value = shown.InstanceType },
        [Name.UserData] = (to, machine, _) => to.UserData = new() { Value = machine.UserData },
        [Name.DisableApiTermination] =
            (to, machine, _) => to.DisableApiTermination = new() { Value = machine.TerminationProtected },
        [Name.DisableApiStop] = (to, machine, _) => to.DisableApiStop = new() { Value = machine.StopProtected },
        [Name.InstanceInitiatedShutdownBehavior] = (to, machine, _) => to.InstanceInitiatedShutdownBehavior = new()
        {
            Value = machine.TerminatesOnShutdown ? ShutdownBehavior.Terminate : ShutdownBehavior.Stop,
        },
        [Name.RootDeviceName] = (to, _, shown) => to.RootDeviceName = new() { Value = shown.RootDeviceName },
        [Name.BlockDeviceMapping] = (to, _, shown) => to.BlockDeviceMappings = shown.BlockDeviceMappings,
        [Name.ProductCodes] = (to, _, _) => to.ProductCodes = [],
        [Name.SourceDestCheck] = (to, _, shown) => to.SourceDestCheck = new() { Value = shown.SourceDestCheck },
        [Name.GroupSet] = (to, _, shown) => to.Groups = shown.SecurityGroups,
        [Name.EbsOptimized] = (to, _, shown) => to.EbsOptimized = new() { Value = shown.EbsOptimized },
        [Name.SriovNetSupport] = (to, _, _) => to.SriovNetSupport = new() { Value = "simple" },
        [Name.EnaSupport] = (to, _, shown) => to.EnaSupport = new() { Value = shown.EnaSupport },
        [Name.EnclaveOptions] = (to, _, shown) => to.EnclaveOptions = shown.EnclaveOptions,
        [Name.Kernel] = (_, _, _) => { },
        [Name.Ramdisk] = (_, _, _) => { },
    };

    public override async ValueTask<InstanceAttribute> DescribeInstanceAttribute(
        Call call, DescribeInstanceAttributeRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var machine = Find(held.State, call, request.InstanceId);
        var shown = new InstanceView(held.State).Of(machine);
        var attribute = new InstanceAttribute { InstanceId = machine.Id };
        var show = attributes.GetValueOrDefault(request.Attribute)
            ?? throw Refusal.Value(request.Attribute, "attribute");
        show(attribute, machine, shown);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return attribute;
    }

    public override async ValueTask ModifyInstanceAttribute(
        Call call, ModifyInstanceAttributeRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var machine = Find(held.State, call, request.InstanceId);
        var plain = Plain(request);
        var changed = Changed(held.State, call, machine, plain);
        DryRun.Stop(request.DryRun);
        ChangeAround(held.State, call, machine, plain);
        held.State.Machines.Put(changed);
        await held.Keep();
        Tell();
    }

    public override async ValueTask ResetInstanceAttribute(
        Call call, ResetInstanceAttributeRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var machine = Find(held.State, call, request.InstanceId);
        if (request.Attribute != Name.SourceDestCheck)
        {
            // A kernel and a RAM disk are for paravirtual images, which are not here.
            throw Refusal.Value($"The attribute {request.Attribute} of '{machine.Id}' cannot be reset.");
        }

        DryRun.Stop(request.DryRun);
        Guard(held.State, machine, checks: true);
        await held.Keep();
    }

    /// <summary>The old form of a request, an attribute by its name with a value, as the new one.</summary>
    private static ModifyInstanceAttributeRequest Plain(ModifyInstanceAttributeRequest request)
    {
        if (request.Attribute is not { } name)
        {
            return request;
        }

        var (value, flag) = (new AttributeValue { Value = request.Value }, new AttributeBooleanValue
        {
            Value = request.Value?.ToLowerInvariant() is "true" or "1",
        });
        return request.With(it =>
        {
            switch (name)
            {
                case Name.InstanceType:
                    it.InstanceType = value;
                    break;
                case Name.UserData:
                    UserData.Check(request.Value);
                    it.UserData = new() { Value = Convert.FromBase64String(request.Value ?? "") };
                    break;
                case Name.DisableApiTermination:
                    it.DisableApiTermination = flag;
                    break;
                case Name.DisableApiStop:
                    it.DisableApiStop = flag;
                    break;
                case Name.InstanceInitiatedShutdownBehavior:
                    it.InstanceInitiatedShutdownBehavior = value;
                    break;
                case Name.EbsOptimized:
                    it.EbsOptimized = flag;
                    break;
                case Name.SourceDestCheck:
                    it.SourceDestCheck = flag;
                    break;
                default:
                    throw Refusal.Value(name, "attribute");
            }
        });
    }

    /// <summary>The instance with what the request changes in itself; some of that only while it is stopped.</summary>
    private static Machine Changed(Ec2State state, Call call, Machine machine, ModifyInstanceAttributeRequest request)
    {
        if (request.InstanceType?.Value is { } type)
        {
            MustBeStopped(machine, "instanceType");
            machine = OfType(machine, type);
        }

        if (request.UserData?.Value is { } data)
        {
            MustBeStopped(machine, "userData");
            var text = Convert.ToBase64String(data);
            UserData.Check(text);
            machine = machine with { UserData = text };
        }

        if (request.EbsOptimized?.Value is { } optimized)
        {
            MustBeStopped(machine, "ebsOptimized");
            machine = machine.With(it => it.EbsOptimized = optimized);
        }

        if (request.Groups is { Count: > 0 } groups)
        {
            var own = Interfaces.Of(state, machine.Id).FirstOrDefault() ?? throw new AwsError(
                "IncorrectInstanceState", 400, $"The instance '{machine.Id}' has no network interface any more.");
            Interfaces.Groups(state, call.Account, state.Subnets.Find(own.Shown.SubnetId)!, groups);
        }

        var disks = Disks.Of(state, machine.Id);
        if (request.BlockDeviceMappings?.Find(device =>
            disks.TrueForAll(disk => disk.Attachment!.Device != device.DeviceName)) is { } missing)
        {
            throw new AwsError(
                "InvalidInstanceAttributeValue", 400, $"No device is currently mapped at {missing.DeviceName}");
        }

        if (request.InstanceInitiatedShutdownBehavior?.Value is { } behavior)
        {
            machine = behavior is ShutdownBehavior.Stop or ShutdownBehavior.Terminate
                ? machine with { TerminatesOnShutdown = behavior == ShutdownBehavior.Terminate }
                : throw Refusal.Value(behavior, "instanceInitiatedShutdownBehavior");
        }

        return machine with
        {
            TerminationProtected = request.DisableApiTermination?.Value ?? machine.TerminationProtected,
            StopProtected = request.DisableApiStop?.Value ?? machine.StopProtected,
        };
    }

    private static Machine OfType(Machine machine, string name)
    {
        var type = InstanceTypes.Find(name) ?? throw Refusal.Value($"Invalid value '{name}' for InstanceType.");
        if (machine.Shown.Architecture == ArchitectureValues.Arm64 != type.Family.IsArm)
        {
            throw Refusal.Value(
                $"The architecture of the instance type '{name}' does not match the architecture "
                + $"'{machine.Shown.Architecture}' of '{machine.Id}'.");
        }

        return machine.With(it =>
        {
            it.InstanceType = name;
            it.CpuOptions = new()
            {
                CoreCount = type.Vcpus / type.Family.ThreadsPerCore,
                ThreadsPerCore = type.Family.ThreadsPerCore,
            };
        });
    }

    /// <summary>What the request changes of what hangs on the instance: its interface, its volumes.</summary>
    private static void ChangeAround(
        Ec2State state, Call call, Machine machine, ModifyInstanceAttributeRequest request)
    {
        if (request.SourceDestCheck?.Value is { } source)
        {
            Guard(state, machine, source);
        }

        if (request.Groups is { Count: > 0 } groups && Interfaces.Of(state, machine.Id).FirstOrDefault() is { } own)
        {
            var subnet = state.Subnets.Find(own.Shown.SubnetId)!;
            var members = Interfaces.Groups(state, call.Account, subnet, groups);
            state.Interfaces.Change(own.Id, row => row.With(it => it.Groups = members));
        }

        foreach (var device in request.BlockDeviceMappings ?? [])
        {
            if (device.Ebs?.DeleteOnTermination is { } goes)
            {
                Disks.SetDeletes(state, machine.Id, device.DeviceName!, goes);
            }
        }
    }

    private static void Guard(Ec2State state, Machine machine, bool checks)
    {
        if (Interfaces.Of(state, machine.Id).FirstOrDefault() is { } own)
        {
            state.Interfaces.Change(own.Id, row => row.With(it => it.SourceDestCheck = checks));
        }
    }

    private static void MustBeStopped(Machine machine, string attribute)
    {
        if (!machine.Is(InstanceStateName.Stopped))
        {
            throw new AwsError(
                "IncorrectInstanceState", 400,
                $"The instance '{machine.Id}' is not in the 'stopped' state; its {attribute} is changed only then.");
        }
    }
}
