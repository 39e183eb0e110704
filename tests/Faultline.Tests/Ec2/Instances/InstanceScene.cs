using Faultline.Api.Ec2;
using Faultline.Engines.Processes;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Maintenance;
using Faultline.Wire;

namespace Faultline.Tests.Ec2.Instances;

/// <summary>
/// EC2 over a store in memory, and short ways to have instances in it. Process trees are there only in name:
/// <see cref="Drive"/> takes all steps that are due, and does at once what the engine would.
/// </summary>
internal sealed class InstanceScene(int hosts = 8)
{
    public const string Shell = "ami-0fa01000000000003";
    public const string ShellOnArm = "ami-0fa01000000000004";

    private readonly List<ProcessTree> trees = [];

    public Ec2Rig Rig { get; } = new(hosts: hosts);

    public Services.Ec2.Ec2 Ec2 => Rig.Ec2;

    public async Task<TOut> Ask<TIn, TOut>(
        Func<Call, TIn, CancellationToken, ValueTask<TOut>> operation, TIn request, string account = Ec2Call.Account) =>
        await operation(Rig.Call(operation.Method.Name, account), request, Ec2Rig.Ct);

    public async Task Do<TIn>(
        Func<Call, TIn, CancellationToken, ValueTask> operation, TIn request, string account = Ec2Call.Account) =>
        await operation(Rig.Call(operation.Method.Name, account), request, Ec2Rig.Ct);

    /// <summary>Launches as the request says, and lets the instances run.</summary>
    public async Task<string> Run(RunInstancesRequest? request = null)
    {
        var run = await Rig.Run(request ?? new());
        await Drive();
        return run.Instances![0].InstanceId!;
    }

    public async Task<Instance> Look(string id) =>
        (await Ask(Ec2.DescribeInstances, new DescribeInstancesRequest { InstanceIds = [id] }))
        .Reservations!.Single().Instances!.Single();

    public async Task<string> StateOf(string id) => (await Look(id)).State!.Name!;

    public async Task<Machine> Machine(string id)
    {
        using var held = await Ec2.Book.Take(Ec2Rig.Ct);
        return held.State.Machines.Find(id)!;
    }

    public async Task Set(string id, Func<Machine, Machine> change)
    {
        using var held = await Ec2.Book.Take(Ec2Rig.Ct);
        held.State.Machines.Change(id, change);
        await held.Keep();
    }

    public Task Start(params string[] ids) =>
        Ask(Ec2.StartInstances, new StartInstancesRequest { InstanceIds = [.. ids] });

    public Task Stop(params string[] ids) =>
        Ask(Ec2.StopInstances, new StopInstancesRequest { InstanceIds = [.. ids] });

    public Task Terminate(params string[] ids) =>
        Ask(Ec2.TerminateInstances, new TerminateInstancesRequest { InstanceIds = [.. ids] });

    public Task Reboot(params string[] ids) =>
        Do(Ec2.RebootInstances, new RebootInstancesRequest { InstanceIds = [.. ids] });

    /// <summary>An instance that has come into a state by the way that leads there.</summary>
    public async Task<string> In(string state)
    {
        if (state == InstanceStateName.Pending)
        {
            return (await Rig.Run(new())).Instances![0].InstanceId!;
        }

        var id = await Run();
        if (state is InstanceStateName.Stopping or InstanceStateName.Stopped)
        {
            await Stop(id);
        }
        else if (state is InstanceStateName.ShuttingDown or InstanceStateName.Terminated)
        {
            await Terminate(id);
        }

        if (state is InstanceStateName.Stopped or InstanceStateName.Terminated)
        {
            await Drive();
        }

        Assert.Equal(state, await StateOf(id));
        return id;
    }

    /// <summary>Everything that is due is done, and found to be sound.</summary>
    public async Task Drive()
    {
        await Rig.Settle();
        using (var held = await Ec2.Book.Take(Ec2Rig.Ct))
        {
            foreach (var machine in held.State.Machines.All.ToList())
            {
                Drive(held.State, machine);
            }

            await held.Keep();
        }

        await Rig.Settle();
        await Rig.Sound();
    }

    /// <summary>The root of an instance's tree exits.</summary>
    public async Task Exit(string id, int code)
    {
        var key = MachineTrees.KeyOf(await Machine(id));
        trees[trees.FindIndex(tree => tree.Key == key)] = PlanScene.Tree(key, $"exit{code}");
        await Drive();
    }

    /// <summary>Refused with that code, and nothing is there that was not there before.</summary>
    public async Task Refused(string code, Func<Task> act, string says = "")
    {
        var before = await Everything();
        await Ec2Rig.Refused(code, act, says);
        Assert.Equal(before, await Everything());
        await Rig.Sound();
    }

    /// <summary>All that there is, and who has which room, as text.</summary>
    public async Task<string> Everything()
    {
        using var held = await Ec2.Book.Take(Ec2Call.Account, Ec2Rig.Ct);
        var state = held.State;
        return string.Join('\n',
        [
            .. state.Machines.All.Select(each => $"{each.Id} {each.State} {each.Host} {each.Address} {each.Boots}"),
            .. state.Interfaces.All.Select(each =>
                $"{each.Id} {each.Shown.Attachment?.InstanceId} {each.Shown.Association?.PublicIp}"),
            .. state.Volumes.All.Select(each => $"{each.Id} {each.Shown.State}"),
            .. state.Addresses.All.Select(each => $"{each.Id} {each.Shown.AssociationId}"),
            .. state.Tokens.All.Select(each => each.Id),
            .. Rig.Atlas.Region(Rig.Region)!.All(DomainKind.Host).Select(host =>
                $"{host} {state.Hosts.TakenOf(host)}"),
            .. state.Reservations.All.Select(each => $"{each.Id} {string.Join(',', each.Free)}"),
        ]);
    }

    private void Drive(Ec2State state, Machine machine)
    {
        var transitions = new Transitions(Rig.Region, Rig.Around.Timeline);
        while (true)
        {
            var host = machine.Host is { } name ? Rig.Around.Board.View.Host(state.Hosts.Find(name)!, machine.Id)
                : HostState.Well;
            var own = trees.Where(tree => tree.Key.StartsWith(machine.Id, StringComparison.Ordinal)).ToList();
            var plan = new Appointments(transitions).Or(
                state, machine, Plan.For(machine, host, MachineTrees.Of(machine, own), Rig.Now), Rig.Now);
            if (plan.Next is { } next)
            {
                machine = transitions.Take(state, machine, next, Rig.Now);
            }
            else if (plan.Act == Act.None)
            {
                return;
            }
            else
            {
                trees.RemoveAll(own.Contains);
                trees.AddRange(PlanScene.Done(plan, machine, own));
            }
        }
    }
}
