using Faultline.Api.Logs;
using Faultline.Kernel;
using Faultline.Services.Logs.Console;
using Faultline.Services.Logs.Filters;
using Faultline.Services.Logs.Keeping;
using Faultline.Services.Logs.Metrics;
using Faultline.Store;
using Faultline.Wire;

namespace Faultline.Services.Logs;

/// <summary>
/// Amazon CloudWatch Logs in one region. Its README says what it promises, what it leaves out, and how it fails.
/// </summary>
internal sealed partial class Logs : LogsApi, IAsyncDisposable
{
    private readonly string region;
    private readonly GroupBook book;
    private readonly PatternCache patterns = new();
    private readonly Retention retention;
    private readonly Metering metering;
    private readonly Consoles consoles;

    public Logs(string region, Node node, RegionStore store, LogsOptions options)
    {
        this.region = region;
        book = new(region, store, options.HeldBytesMax);
        var errands = new Errands(region, node);
        retention = new(book, node);
        metering = new(book, node, options.Metrics, errands);
        consoles = new(book, node, options, errands);
    }

    /// <summary>For tests, which look when they say so.</summary>
    internal Retention Upkeep => retention;

    internal Metering Metering => metering;

    internal Consoles Consoles => consoles;

    public void Start()
    {
        retention.Start();
        metering.Start();
        consoles.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await consoles.DisposeAsync();
        await metering.DisposeAsync();
        await retention.DisposeAsync();
    }

    private Group Find(Call call, string name) => book.Find(call.Account, name) ?? throw Refusal.NoGroup();

    /// <summary>The group that is named, or whose name or ARN is given: one of the two.</summary>
    private Group Find(Call call, string? name, string? identifier) => (name, identifier) switch
    {
        ({ } own, null) => Find(call, own),
        (null, { } other) => FindBy(call, other),
        _ => throw Refusal.Parameter("You must include either logGroupName or logGroupIdentifier, but not both."),
    };

    private Group FindBy(Call call, string identifier) => identifier.Contains(':', StringComparison.Ordinal)
        ? FindByArn(call, identifier) ?? throw Refusal.NoGroup()
        : Find(call, identifier);

    private Group? FindByArn(Call call, string arn) =>
        LogArn.Group(region, arn) is var (account, name) && account == call.Account ? book.Find(account, name) : null;

    private static StreamState Stream(GroupState state, string name) => state.Stream(name) ?? throw Refusal.NoStream();
}
