using Faultline.Kernel;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2;
using Faultline.Services.LoadBalancing;
using Faultline.Services.Logs;
using Faultline.Services.Sqs;
using Faultline.Services.Ssm;
using Faultline.Store;

namespace Faultline.Services;

/// <summary>
/// One region: a node, what it keeps, and the services over both. Regions share nothing; a simulation builds as many as
/// the server does.
/// </summary>
public sealed class Region : IAsyncDisposable
{
    private readonly Sqs.Sqs sqs;
    private readonly Ec2.Ec2 ec2;
    private readonly Acm.Acm acm;
    private readonly Elb.Elb elb;
    private readonly ClassicElb.ClassicElb classic;
    private readonly ZonalShift.ZonalShift shifts;
    private readonly CloudWatch.CloudWatch watch;
    private readonly AutoScaling.AutoScaling scaling;
    private readonly Logs.Logs logs;
    private readonly Ssm.Ssm ssm;
    private readonly Rds.Rds rds;
    private readonly Fis.Fis fis;
    private readonly CloudFormation.CloudFormation formation;
    private readonly Atlas atlas;

    /// <summary>Takes up what the store holds. Nothing moves by itself before <see cref="Start"/>.</summary>
    public Region(string name, Node node, RegionStore store, RegionOptions options)
    {
        (Name, Node, atlas) = (name, node, options.Around.Atlas);
        sqs = new(name, node, store, options.Sqs, options.Around);
        ec2 = new(name, node, store, options.Around, options.Ec2);
        ec2.Elsewhere = region => options.Elsewhere(region)?.ec2;
        acm = new(name, node, store, options.Around);
        var balancing = options.Elb with
        {
            Backends = options.Ec2.Engines is null ? options.Elb.Backends : options.Elb.Backends ?? Backends,
            Networks = ec2.Networks,
            Certificate = acm.Certificate,
            Standing = acm.Standing,
            ShiftedAway = arn => shifts!.ShiftedAway(arn),
        };
        elb = new(name, node, store, options.Around, ec2, balancing);
        classic = new(name, node, store, options.Around, ec2, balancing);
        watch = new(name, node, store, options.Around, ec2);
        logs = new(name, node, store, options.Logs with
        {
            Metrics = watch,
            Instances = options.Ec2.Engines is null ? null : ec2,
            Accounts = ec2.Accounts,
        });
        ssm = new(name, node, store, options.Around, ec2, options.Ssm);
        rds = new(name, node, store, options.Around, ec2, options.Rds with { Networks = ec2.Networks })
        {
            Elsewhere = region => options.Elsewhere(region)?.rds,
        };
        acm.Uses = Certificates;
        scaling = new(name, node, store, options.Around, ec2, elb, classic, watch, new()
        {
            ShiftedAway = arn => shifts!.ShiftedAway(arn),
            AtRisk = ec2.AtRisk,
        });
        shifts = new(name, node, store, options.Around, elb, scaling);
        acm.OnChange = Tell;
        shifts.OnChange = TellAll;
        ec2.OnChange = TellThose;
        watch.Acts["autoscaling"] = scaling.Act;
        watch.Acts["ec2"] = ec2.Recover;
        fis = Experiments(store, options);
        formation = new(name, node, store, options.Around, options.CloudFormation with
        {
            Types = [.. Types(), .. options.CloudFormation.Types],
            Ec2 = ec2,
            Ssm = ssm,
            AutoScaling = scaling,
            CloudWatch = watch,
            Elsewhere = async (region, ct) => region == name
                ? formation
                : (await options.Opens(region, ct))?.formation,
        });
        Apis = [sqs, ec2, acm, elb, classic, shifts, scaling, watch, logs, ssm, rds, fis, formation];
        watch.Measured = [.. Apis.OfType<IMeasured>()];
        Paths = [sqs];
    }

    public string Name { get; }

    public Node Node { get; }

    public IReadOnlyList<Wire.Api> Apis { get; }

    public IReadOnlyList<IPaths> Paths { get; }

    /// <summary>What its services have, for whoever asks what a fault would hit.</summary>
    public async ValueTask<IReadOnlyCollection<Resource>> Resources()
    {
        var all = new List<Resource>();
        foreach (var service in Apis.OfType<IResources>())
        {
            all.AddRange(await service.Resources());
        }

        return all;
    }

    /// <summary>Starts what works without being called: the reconcilers of the services.</summary>
    public void Start()
    {
        sqs.Start();
        ec2.Start();
        acm.Start();
        shifts.Start();
        elb.Start();
        classic.Start();
        scaling.Start();
        watch.Start();
        logs.Start();
        ssm.Start();
        rds.Start();
        fis.Start();
        formation.Start();
    }

    /// <summary>Its instances, as they are on this machine.</summary>
    public ValueTask<IReadOnlyList<RunningInstance>> Machines() => ec2.Machines();

    /// <summary>Whether it has load balancers, for whoever asks often.</summary>
    public bool HasBalancers => elb.IsNeeded || classic.IsNeeded;

    /// <summary>Its load balancers, as they are on this machine.</summary>
    public async ValueTask<IReadOnlyList<RunningBalancer>> Balancers() =>
        [.. await elb.Running(), .. await classic.Running()];

    /// <summary>Its databases, as they are on this machine.</summary>
    public ValueTask<IReadOnlyList<Rds.RunningDatabase>> Databases() => rds.Databases();

    /// <summary>
    /// Does to an instance what AWS decides about it, and says whether there is one of that id. Throws
    /// <see cref="OrderRefused"/> where it does not fit.
    /// </summary>
    public ValueTask<bool> Order(string instance, InstanceOrder order, CancellationToken ct) =>
        ec2.Order(instance, order, ct);

    /// <summary>What of it is as it must never be, for stories to ask: empty, unless a promise is broken.</summary>
    public async ValueTask<IReadOnlyList<string>> Audit() =>
    [
        .. await ec2.Audit(), .. await elb.Audit(), .. await classic.Audit(), .. await scaling.Audit(),
        .. await rds.Audit(),
    ];

    /// <summary>Ends every wait, as that of a long poll, so that the answers under way can leave.</summary>
    public ValueTask Quiet() => sqs.Quiet();

    public async ValueTask DisposeAsync()
    {
        await Quiet();
        await formation.DisposeAsync();
        await fis.DisposeAsync();
        await rds.DisposeAsync();
        await scaling.DisposeAsync();
        await watch.DisposeAsync();
        await logs.DisposeAsync();
        await ssm.DisposeAsync();
        await classic.DisposeAsync();
        await elb.DisposeAsync();
        await shifts.DisposeAsync();
        await acm.DisposeAsync();
        await ec2.DisposeAsync();
        await sqs.DisposeAsync();
    }

    /// <summary>
    /// Takes a signal that was put at the address of a wait condition handle; says what is wrong with it, or null.
    /// </summary>
    public ValueTask<string?> Signal(string token, string body, CancellationToken ct) =>
        formation.Signal(token, body, ct);

    /// <summary>The types of resources that its services have, for stacks.</summary>
    private List<Provisioning.ResourceType> Types() =>
    [
        .. Sqs.Resources.AllTypes.Of(sqs),
        .. Services.Ec2.Resources.AllTypes.Of(ec2, ssm),
        .. Acm.Resources.AllTypes.Of(acm),
        .. Elb.Resources.AllTypes.Of(elb),
        .. ClassicElb.Resources.AllTypes.Of(classic),
        .. ZonalShift.Resources.AllTypes.Of(shifts),
        .. AutoScaling.Resources.AllTypes.Of(scaling),
        .. CloudWatch.Resources.AllTypes.Of(watch),
        .. Logs.Resources.AllTypes.Of(logs),
        .. Ssm.Resources.AllTypes.Of(ssm),
        .. Services.Rds.Resources.AllTypes.Of(rds),
        .. Services.Fis.Resources.AllTypes.Of(fis),
    ];

    /// <summary>Fault injection, over all that it strikes.</summary>
    private Fis.Fis Experiments(RegionStore store, RegionOptions options) => new(
        Name, Node, store, options.Around, new()
        {
            Actions = Fis.Actions.ActionCatalog.All(Reach(options)),
            Ec2 = ec2,
            AutoScaling = scaling,
            Elb = elb,
            Rds = rds,
            Shifts = shifts,
            CloudWatch = watch,
            Logs = logs,
        });

    /// <summary>What the actions of experiments act through.</summary>
    private Fis.Actions.ActionReach Reach(RegionOptions options) => new()
    {
        Node = Node,
        Around = options.Around,
        Calls = new(Name, Node, options.Around),
        Ec2 = ec2,
        AutoScaling = scaling,
        Rds = rds,
        CloudWatch = watch,
        Shifts = shifts,
        Faults = options.Faults,
        Machines = options.Ec2.Engines is null ? null : new()
        {
            Rebalance = (id, at, ct) => Announce(id, new InstanceOrder.Rebalance { At = at }, ct),
            Interrupt = (id, at, ct) =>
                Announce(id, new InstanceOrder.Interrupt(default, Stops: false) { At = at }, ct),
            Booted = async () => (await ec2.Machines())
                .Where(machine => machine.Booted is not null)
                .ToDictionary(machine => machine.Id, machine => machine.Booted!.Value, StringComparer.Ordinal),
        },
    };

    /// <summary>Says whether there is such an instance that can be announced something.</summary>
    private async ValueTask<bool> Announce(string instance, InstanceOrder order, CancellationToken ct)
    {
        try
        {
            return await ec2.Order(instance, order, ct);
        }
        catch (OrderRefused)
        {
            return false;
        }
    }

    private async ValueTask<IUses> Certificates(CancellationToken ct)
    {
        var first = await elb.Certificates(ct);
        try
        {
            return new AllUses(first, await classic.Certificates(ct));
        }
        catch
        {
            first.Dispose();
            throw;
        }
    }

    /// <summary>Something has changed that balancers depend on.</summary>
    private void Tell()
    {
        elb.Tell();
        classic.Tell();
    }

    /// <summary>Something has changed that balancers and groups depend on.</summary>
    private void TellAll()
    {
        Tell();
        scaling.Tell();
    }

    /// <summary>EC2 has changed something.</summary>
    private void TellThose()
    {
        TellAll();
        rds.Tell();
    }

    /// <summary>The instances as balancers see them.</summary>
    private async ValueTask<IReadOnlyList<Backend>> Backends() =>
    [
        .. from machine in await ec2.Machines()
            let host = machine.Host is { } place && atlas.TryFind(place, out var found) ? found : null
            select new Backend(machine.Id, machine.Account, machine.State)
            {
                Vpc = machine.Vpc,
                PrivateAddress = machine.PrivateAddress,
                Address = machine.Address,
                At = host,
                Zone = machine.Zone is { } zone && atlas.Region(Name) is { } here
                    ? ZoneNames.Find(machine.Account, here, zone)?.Name
                    : null,
            },
    ];
}

/// <summary>What can be chosen of a region's services.</summary>
public sealed record RegionOptions
{
    public SqsOptions Sqs { get; init; } = new();

    public Ec2Options Ec2 { get; init; } = new();

    public ElbOptions Elb { get; init; } = new();

    public LogsOptions Logs { get; init; } = new();

    public SsmOptions Ssm { get; init; } = new();

    public Rds.RdsOptions Rds { get; init; } = new();

    /// <summary>The faults of the world, for experiments; null where there are none.</summary>
    public Worldwide.FaultBook? Faults { get; init; }

    public CloudFormation.CloudFormationOptions CloudFormation { get; init; } = new();

    /// <summary>Another region of this cloud, which is opened where it is not; null where there is none.</summary>
    public Func<string, CancellationToken, ValueTask<Region?>> Opens { get; init; } =
        static (_, _) => new((Region?)null);

    /// <summary>Another region of this cloud that is open, for what is copied from there.</summary>
    public Func<string, Region?> Elsewhere { get; init; } = static _ => null;

    public Surroundings Around { get; init; } = Surroundings.Quiet();
}
