using Faultline.Api.Ssm;
using Faultline.Kernel;
using Faultline.Store;
using Faultline.Tests.Ec2;
using Faultline.Tests.Store;
using Faultline.Wire;

namespace Faultline.Tests.Ssm;

/// <summary>
/// Parameter Store of a region over a store in memory, beside EC2. Nothing moves by itself: it looks when the test says
/// so, at the hour that the test sets.
/// </summary>
internal sealed class SsmRig
{
    private readonly Dice dice = new(7);
    private readonly Ec2Rig ec2 = new();

    public SsmRig() => Open();

    public MemoryDisk Disk { get; private set; } = new();

    public Services.Ssm.Ssm Ssm { get; private set; } = null!;

    public DateTimeOffset Now
    {
        get => ec2.Now;
        set => ec2.Now = value;
    }

    public static CancellationToken Ct => CancellationToken.None;

    public Call Call(string operation, string account = Ec2Call.Account) => ec2.Call("DescribeVpcs", account) with
    {
        Service = SsmModel.Service,
        Operation = SsmModel.Service.Find(operation)!,
        Dice = dice,
    };

    /// <summary>The server ends, as if killed, and another one finds what is on disk.</summary>
    public void Reopen()
    {
        Disk = Disk.AfterKill();
        Open();
    }

    public async Task<PutParameterResult> Put(
        string name, string value = "v", string? type = ParameterType.String, Action<PutParameterRequest>? with = null)
    {
        var request = new PutParameterRequest { Name = name, Value = value, Type = type };
        with?.Invoke(request);
        return await Ssm.PutParameter(Call("PutParameter"), request, Ct);
    }

    public async Task<PutParameterResult> Over(string name, string value, Action<PutParameterRequest>? with = null) =>
        await Put(name, value, null, request =>
        {
            request.Overwrite = true;
            with?.Invoke(request);
        });

    public async Task<Parameter> Get(string name, bool? open = null) => (await Ssm.GetParameter(
        Call("GetParameter"), new() { Name = name, WithDecryption = open }, Ct)).Parameter!;

    /// <summary>The values of a path, each as <c>name=value</c>, from all pages of two.</summary>
    public async Task<List<string>> Path(string path, bool recursive = false, params ParameterStringFilter[] filters)
    {
        var all = new List<string>();
        string? token = null;
        do
        {
            var page = await Ssm.GetParametersByPath(
                Call("GetParametersByPath"),
                new()
                {
                    Path = path,
                    Recursive = recursive,
                    ParameterFilters = [.. filters],
                    MaxResults = 2,
                    NextToken = token,
                    WithDecryption = true,
                },
                Ct);
            all.AddRange(page.Parameters!.Select(each => $"{each.Name}={each.Value}"));
            token = page.NextToken;
        }
        while (token is not null);
        return all;
    }

    /// <summary>The names of the parameters that pass.</summary>
    public async Task<List<string>> List(params ParameterStringFilter[] filters) => [.. (await Ssm.DescribeParameters(
        Call("DescribeParameters"), new() { ParameterFilters = [.. filters] }, Ct))
        .Parameters!.Select(each => each.Name!)];

    public async Task<List<ParameterHistory>> History(string name) => (await Ssm.GetParameterHistory(
        Call("GetParameterHistory"), new() { Name = name }, Ct)).Parameters!;

    public async Task<LabelParameterVersionResult> Label(string name, long? version, params string[] labels) =>
        await Ssm.LabelParameterVersion(
            Call("LabelParameterVersion"),
            new() { Name = name, ParameterVersion = version, Labels = [.. labels] },
            Ct);

    public static ParameterStringFilter By(string key, string? option, params string[] values) =>
        new() { Key = key, Option = option, Values = values.Length == 0 ? null : [.. values] };

    public static Task Refused(string code, Func<Task> act, string says = "") => Ec2Rig.Refused(code, act, says);

    private void Open() => Ssm = new(
        "us-east-1",
        new("us-east-1", new Hand(this), dice),
        Ec2Call.Store("us-east-1", Disk, Durability.Strict),
        ec2.Around,
        ec2.Ec2,
        new());

    /// <summary>A clock that a test moves.</summary>
    private sealed class Hand(SsmRig rig) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => rig.Now;
    }
}
