using System.Runtime.CompilerServices;
using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Logs.Keeping;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Logs.Console;

/// <summary>
/// Puts what instances write on their consoles into the group that their tag <c>faultline:logs</c> names, each into the
/// stream of its id. An extension of ours: in AWS an agent on the instance does it.
/// </summary>
internal sealed class Consoles : IAsyncDisposable
{
    public const string Tag = "faultline:logs";

    /// <summary>GetConsoleOutput in the API reference: so much of the end is shown.</summary>
    private const int ShownBytesMax = 64 << 10;

    /// <summary>While nobody has instances there is no hurry.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly GroupBook book;
    private readonly Node node;
    private readonly LogsOptions options;
    private readonly Errands errands;
    private readonly Reconciler reconciler;

    public Consoles(GroupBook book, Node node, LogsOptions options, Errands errands)
    {
        (this.book, this.node, this.options, this.errands) = (book, node, options, errands);
        reconciler = new(node, Look);
    }

    public void Start()
    {
        if (options.Instances is not null)
        {
            reconciler.Start();
        }
    }

    public ValueTask DisposeAsync() => reconciler.DisposeAsync();

    /// <summary>Reads on in every console that is asked for.</summary>
    internal async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        var accounts = await options.Accounts();
        foreach (var account in accounts.Order(StringComparer.Ordinal))
        {
            await foreach (var (instance, group) in Asked(account, ct))
            {
                if (GroupRules.IsName(group))
                {
                    await Read(account, instance, group, ct);
                }
            }
        }

        return node.Now + (accounts.Count > 0 ? options.ConsoleInterval : Patience);
    }

    /// <summary>What is tagged so; by its tags, as that spares EC2 to describe all instances.</summary>
    private async IAsyncEnumerable<(string Instance, string Group)> Asked(
        string account, [EnumeratorCancellation] CancellationToken ct)
    {
        var request = new DescribeTagsRequest
        {
            Filters =
            [
                new() { Name = "key", Values = [Tag] },
                new() { Name = "resource-type", Values = ["instance"] },
            ],
        };
        do
        {
            var page = (await errands.Ask<DescribeTagsResult>(
                options.Instances!, nameof(Ec2Api.DescribeTags), account, request, ct))!;
            foreach (var tag in page.Tags ?? [])
            {
                yield return (tag.ResourceId!, tag.Value ?? "");
            }

            request = request.With(next => next.NextToken = page.NextToken);
        }
        while (request.NextToken is not null);
    }

    private async ValueTask Read(string account, string instance, string name, CancellationToken ct)
    {
        var shown = await Shown(account, instance, ct);
        if (shown.Length == 0 || !book.HasRoom(shown.Length))
        {
            return;
        }

        var group = book.Find(account, name)
            ?? await book.Make(account, GroupRules.Plain(name, node.Now), new Dictionary<string, string>(), ct);
        if (group is null || await group.TryTake(ct) is not { } held)
        {
            // Made or deleted by somebody meanwhile: the next look finds out.
            return;
        }

        using (held)
        {
            var stream = held.State.Stream(instance);
            var (lines, mark) = ConsoleMark.Read(stream?.Console, shown, shown.Length < ShownBytesMax);
            if (lines.Count == 0)
            {
                return;
            }

            Put(held.State, stream ?? held.State.MakeStream(instance, node.Now), lines, mark);
            book.Weigh(group, held.State);
            await held.Keep();
        }
    }

    /// <summary>The lines and how far they reach are kept as one: after a crash both are there, or neither.</summary>
    private void Put(GroupState state, StreamState stream, List<byte[]> lines, ConsoleMark mark)
    {
        var now = node.Now;
        state.Put(stream, lines.ConvertAll(line => (now.ToUnixTimeMilliseconds(), line)), now);
        state.Mark(stream, mark);
    }

    /// <summary>What EC2 shows of a console; nothing of an instance that is gone.</summary>
    private async ValueTask<byte[]> Shown(string account, string instance, CancellationToken ct)
    {
        try
        {
            var answer = await errands.Ask<GetConsoleOutputResult>(
                options.Instances!,
                nameof(Ec2Api.GetConsoleOutput),
                account,
                new GetConsoleOutputRequest { InstanceId = instance },
                ct);
            return Convert.FromBase64String(answer?.Output ?? "");
        }
        catch (AwsError gone) when (gone.Code.StartsWith("InvalidInstanceID", StringComparison.Ordinal))
        {
            return [];
        }
    }
}
