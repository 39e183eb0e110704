using System.Text.Json.Nodes;
using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.Provisioning;
using Faultline.Store;
using Faultline.Tests.Ec2;
using Faultline.Tests.Store;
using Faultline.Wire;

namespace Faultline.Tests.CloudFormation.Drift;

/// <summary>
/// A stack that was put there as it is, of resources that are what the test says. Nothing moves by itself: drift is
/// looked for when the test says so.
/// </summary>
internal sealed class DriftRig
{
    public const string Name = "web";

    private readonly Dice dice = new(3);
    private MemoryDisk disk = new();

    public DriftRig() => Open();

    public static string Id => $"arn:aws:cloudformation:us-east-1:{Ec2Call.Account}:stack/{Name}/1";

    public static CancellationToken Ct => CancellationToken.None;

    /// <summary>What each resource is, by its physical id; null for one that is gone.</summary>
    public Dictionary<string, JsonObject?> Real { get; } = new(StringComparer.Ordinal);

    /// <summary>What reading a resource throws.</summary>
    public Func<string, AwsError?> Refuses { get; set; } = static _ => null;

    public Services.CloudFormation.CloudFormation Formation { get; private set; } = null!;

    public Call Call(string operation) => Ec2Call.Of("DescribeVpcs") with
    {
        Service = CloudFormationModel.Service,
        Operation = CloudFormationModel.Service.Find(operation)!,
        Dice = dice,
    };

    public void Reopen()
    {
        disk = disk.AfterKill();
        Open();
    }

    /// <summary>A stack of those resources, each as <c>(logical id, type, properties)</c>.</summary>
    public async Task Stack(string status, params (string Id, string Type, string Properties)[] resources)
    {
        using var held = await Formation.Book.Take(Ct);
        held.State.Stacks.Put(new(Id, Ec2Call.Account, new()
        {
            StackId = Id,
            StackName = Name,
            StackStatus = status,
            CreationTime = Call("DescribeStacks").Now,
            Tags = [new() { Key = "team", Value = "a" }],
        })
        {
            Caller = Principal.Root(Ec2Call.Account, null),
        });
        foreach (var (id, type, properties) in resources)
        {
            held.State.Resources.Put(new(
                ResourceRow.IdOf(Id, id),
                Ec2Call.Account,
                Id,
                id,
                new(type, $"{id}-token") { PhysicalId = $"real-{id}", Properties = properties })
            {
                Status = ResourceStatus.CreateComplete,
                Since = default,
            });
        }

        await held.Keep();
    }

    public async Task<string> Detect(params string[] only) => (await Formation.DetectStackDrift(
        Call("DetectStackDrift"), new() { StackName = Name, LogicalResourceIds = [.. only] }, Ct))
        .StackDriftDetectionId!;

    public async Task Look() => await Formation.DriftLooks.Look(Ct);

    /// <summary>How a look stands, as <c>status drift count reason</c>.</summary>
    public async Task<string> Standing(string id)
    {
        var found = await Formation.DescribeStackDriftDetectionStatus(
            Call("DescribeStackDriftDetectionStatus"), new() { StackDriftDetectionId = id }, Ct);
        return $"{found.DetectionStatus} {found.StackDriftStatus} {found.DriftedStackResourceCount} "
            + found.DetectionStatusReason;
    }

    public async Task<List<StackResourceDrift>> Drifts(params string[] filters) =>
        (await Formation.DescribeStackResourceDrifts(
            Call("DescribeStackResourceDrifts"),
            new() { StackName = Name, StackResourceDriftStatusFilters = [.. filters] },
            Ct)).StackResourceDrifts!;

    /// <summary>What was found, as <c>logical id status</c>.</summary>
    public async Task<List<string>> Found(params string[] filters) =>
        (await Drifts(filters)).ConvertAll(each => $"{each.LogicalResourceId} {each.StackResourceDriftStatus}");

    private void Open() => Formation = new(
        "us-east-1",
        new("us-east-1", TimeProvider.System, dice),
        Ec2Call.Store("us-east-1", disk, Durability.Strict),
        Surroundings.Quiet(),
        new()
        {
            Types =
            [
                .. new[]
                {
                    "AWS::SQS::Queue", "AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress",
                }.Select(name => new ScriptedType(this, name)),
            ],
        });

    /// <summary>A type whose resources are what the test says.</summary>
    private sealed class ScriptedType(DriftRig rig, string name) : ResourceType(name)
    {
        public override ValueTask<string> Create(Work work, CancellationToken ct) => new(work.LogicalId);

        public override ValueTask Delete(Work work, CancellationToken ct) => ValueTask.CompletedTask;

        public override ValueTask<JsonObject?> Read(Work work, CancellationToken ct) =>
            rig.Refuses(work.LogicalId) is { } refused ? throw refused : new(rig.Real.GetValueOrDefault(work.Id!));
    }
}
