using System.Text;
using Faultline.Api.Ec2;
using Faultline.Api.Ssm;
using Faultline.Kernel;
using Faultline.Services.Ssm.Keeping;
using Faultline.Store;
using Faultline.Wire;
using Faultline.Wire.Signatures;

namespace Faultline.Services.Ssm;

/// <summary>
/// Parameter Store of AWS Systems Manager in one region. Its README says what it promises, what it leaves out, and how
/// it fails.
/// </summary>
internal sealed partial class Ssm : SsmApi, IAsyncDisposable
{
    private readonly string region;
    private readonly Node node;
    private readonly SsmBook book;
    private readonly Seal seal;
    private readonly Premises premises;
    private readonly Reconciler reconciler;

    public Ssm(
        string region, Node node, RegionStore store, Surroundings around, Ec2Api ec2, SsmOptions options)
    {
        (this.region, this.node, seal) = (region, node, options.Seal);
        book = new(store);
        premises = new(region, node, around, ec2);
        reconciler = new(node, Look);
    }

    /// <summary>For tests that look at what is kept.</summary>
    internal SsmBook Book => book;

    public void Start() => reconciler.Start();

    public ValueTask DisposeAsync() => reconciler.DisposeAsync();

    /// <summary>One look at what has expired; gives when the next parameter does.</summary>
    internal async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        foreach (var row in state.Parameters.All.Where(row => row.Expires <= node.Now).ToList())
        {
            state.Remove(row);
        }

        var next = state.Parameters.All.Min(row => row.Expires);
        await held.Keep();
        return next;
    }

    /// <summary>A parameter of the caller's, by its name or ARN; refused when it is not there.</summary>
    private ParameterRow Find(SsmState state, Call call, string text) =>
        TryFind(state, call, text) ?? throw Refusal.NotFound(text);

    private ParameterRow? TryFind(SsmState state, Call call, string text) =>
        ParameterArn.Names(region, call.Account, text)
            .Select(name => state.Find(call.Account, name))
            .FirstOrDefault(row => row is not null);

    /// <summary>What is kept of a secret value: closed, and good for this parameter and version only.</summary>
    private string Close(string account, ParameterHistory version) => Convert.ToBase64String(seal.Close(
        Encoding.UTF8.GetBytes(version.Value!),
        Context(account, version),
        BitConverter.GetBytes(version.Version!.Value)));

    private string Open(string account, ParameterHistory version) =>
        seal.Open(Convert.FromBase64String(version.Value!), Context(account, version)) is { } open
            ? Encoding.UTF8.GetString(open)
            : throw SsmErrors.InvalidKeyId(
                $"The value of {version.Name} was encrypted with a key that this server does not have.");

    private string Context(string account, ParameterHistory version) =>
        ParameterArn.Of(region, account, version.Name!);

    /// <summary>A value as it is shown: a secret one stays closed unless the caller wants it open.</summary>
    private string Value(string account, ParameterHistory version, bool? withDecryption) =>
        version.Type == ParameterType.SecureString && withDecryption == true
            ? Open(account, version)
            : version.Value!;
}
