using Faultline.Api.Elb;
using Faultline.Api.ZonalShift;
using Faultline.Kernel;
using Faultline.Store;
using Faultline.Tests.AutoScaling;
using Faultline.Tests.Ec2;
using Faultline.Tests.Elb;
using Faultline.Tests.Store;
using Faultline.Wire;
using Shift = Faultline.Api.ZonalShift.ZonalShift;

namespace Faultline.Tests.ZonalShift;

/// <summary>
/// Zonal shifts of a region over a store in memory, beside load balancing. Nothing moves by itself: it looks when the
/// test says so, at the hour that the test sets.
/// </summary>
internal sealed class ShiftRig
{
    private readonly Dice dice = new(3);
    private MemoryDisk disk = new();

    public ShiftRig()
    {
        Elb = new(with: options => options with { ShiftedAway = arn => Shifts.ShiftedAway(arn) });
        Groups = new(new() { ShiftedAway = arn => Shifts.ShiftedAway(arn) }, Elb);
        Open();
    }

    public ElbRig Elb { get; }

    /// <summary>The groups beside the balancers.</summary>
    public ScalingRig Groups { get; }

    public Services.ZonalShift.ZonalShift Shifts { get; private set; } = null!;

    public DateTimeOffset Now
    {
        get => Elb.Now;
        set => Elb.Now = value;
    }

    /// <summary>The id of zone a, where every balancer of a test stands.</summary>
    public string Zone => Elb.Ec2.Zone('a').Name;

    public string OtherZone => Elb.Ec2.Zone('b').Name;

    /// <summary>How often it was told that shifts are others.</summary>
    public int Changes { get; private set; }

    public static CancellationToken Ct => CancellationToken.None;

    public Call Call(string operation, string account = Ec2Call.Account) => Elb.Ec2.Call("DescribeVpcs", account) with
    {
        Service = ZonalShiftModel.Service,
        Operation = ZonalShiftModel.Service.Operations.Single(one => one.Name == operation),
        Dice = dice,
    };

    /// <summary>The server ends, as if killed, and another one finds what is on disk.</summary>
    public void Reopen()
    {
        disk = disk.AfterKill();
        Open();
    }

    /// <summary>A balancer in zones a and b that takes part.</summary>
    public async Task<LoadBalancer> Balancer(string name = "web", string type = "application")
    {
        var balancer = await Elb.Balancer(name, type);
        await Elb.Set(balancer, "zonal_shift.config.enabled", "true");
        return balancer;
    }

    public async Task<Shift> Start(
        LoadBalancer balancer, string? zone = null, string expiresIn = "1h", string comment = "why") =>
        await Start(balancer.LoadBalancerArn!, zone, expiresIn, comment);

    public async Task<Shift> Start(
        string resource, string? zone = null, string expiresIn = "1h", string comment = "why") =>
        await Shifts.StartZonalShift(
            Call("StartZonalShift"),
            new()
            {
                ResourceIdentifier = resource,
                AwayFrom = zone ?? Zone,
                ExpiresIn = expiresIn,
                Comment = comment,
            },
            Ct);

    public async Task<Shift> Cancel(string id) => await Shifts.CancelZonalShift(
        Call("CancelZonalShift"), new() { ZonalShiftId = id }, Ct);

    public async Task Practise(LoadBalancer balancer, Action<CreatePracticeRunConfigurationRequest>? with = null)
    {
        var request = new CreatePracticeRunConfigurationRequest
        {
            ResourceIdentifier = balancer.LoadBalancerArn!,
            OutcomeAlarms = [Alarm("outcome")],
        };
        with?.Invoke(request);
        await Shifts.CreatePracticeRunConfiguration(Call("CreatePracticeRunConfiguration"), request, Ct);
    }

    public async Task<StartPracticeRunResponse> Run(LoadBalancer balancer, string? zone = null) =>
        await Shifts.StartPracticeRun(
            Call("StartPracticeRun"),
            new() { ResourceIdentifier = balancer.LoadBalancerArn!, AwayFrom = zone ?? Zone, Comment = "practice" },
            Ct);

    public async Task<GetManagedResourceResponse> Look(LoadBalancer balancer) => await Shifts.GetManagedResource(
        Call("GetManagedResource"), new() { ResourceIdentifier = balancer.LoadBalancerArn! }, Ct);

    /// <summary>Shifts with a status, each as <c>zone status outcome</c>.</summary>
    public async Task<List<string>> List(string? status = null) => [.. (await Shifts.ListZonalShifts(
        Call("ListZonalShifts"), new() { Status = status }, Ct)).Items!.Select(each =>
            $"{each.AwayFrom} {each.Status} {each.ShiftType} {each.PracticeRunOutcome}".Trim())];

    public static ControlCondition Alarm(string name) => new()
    {
        Type = ControlConditionType.Cloudwatch,
        AlarmIdentifier = $"arn:aws:cloudwatch:us-east-1:111122223333:alarm:{name}",
    };

    /// <summary>Refused with that code, for that reason; gives the shift that stands in the way.</summary>
    public static async Task<string?> Refused(string code, string reason, Func<Task> act)
    {
        var error = await Assert.ThrowsAsync<AwsError>(act);
        Assert.Equal(code, error.Code);
        var (said, shift) = error.Body switch
        {
            ConflictException conflict => (conflict.Reason, conflict.ZonalShiftId),
            ValidationException invalid => (invalid.Reason, null),
            _ => (null, null),
        };
        Assert.Equal(reason, said);
        return shift;
    }

    private void Open() => Shifts = new(
        "us-east-1",
        new("us-east-1", new Hand(this), dice),
        Ec2Call.Store("us-east-1", disk, Durability.Strict),
        Elb.Ec2.Around,
        Elb.Elb,
        Groups.Scaling)
    {
        OnChange = () => Changes++,
    };

    /// <summary>A clock that a test moves.</summary>
    private sealed class Hand(ShiftRig rig) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => rig.Now;
    }
}
