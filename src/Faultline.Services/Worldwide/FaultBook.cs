using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Kernel.Timeline;
using Faultline.Kernel.Times;
using Faultline.Store;

namespace Faultline.Services.Worldwide;

/// <summary>
/// Begins faults, ends them when their time is over or somebody clears them, and shows them on the board.
/// </summary>
public sealed class FaultBook : IAsyncDisposable
{
    public const int FaultsMax = 1000;

    /// <summary>In so many steps things come back in an aftermath.</summary>
    private const int StepsBack = 20;

    /// <summary>The parameters that may say where, the nearest first.</summary>
    private static readonly string[] PlaceParameters = ["zone", "place", "region", "from"];

    private static readonly TimeSpan StepMin = TimeSpan.FromMilliseconds(50);

    private readonly Node node;
    private readonly Atlas atlas;
    private readonly Board board;
    private readonly Timing timing;
    private readonly IVocabulary words;
    private readonly TimelineBook timeline;
    private readonly Partition<FaultState> partition;
    private readonly Reconciler reconciler;
    private IReadOnlyList<FaultInForce> inForce = [];
    private List<(FaultInForce Fault, IReadOnlyList<Effect> Effects)> onBoard = [];

    internal FaultBook(
        Node node, RegionStore store, Surroundings around, IVocabulary words, TimelineBook timeline)
    {
        (this.node, this.words, this.timeline) = (node, words, timeline);
        (atlas, board, timing) = (around.Atlas, around.Board, around.Timing);
        partition = store.Open("faults", new FaultState());
        reconciler = new(node, Look);
    }

    /// <summary>All that are in force, in the order in which they began.</summary>
    public IReadOnlyList<FaultInForce> InForce => Volatile.Read(ref inForce);

    /// <summary>Reads a request, and says all that is wrong with it. Does nothing.</summary>
    public Fault? Read(FaultRequest request, List<string> problems)
    {
        var fault = Reading.Fault(request.Kind, request.Given, atlas, words, problems);
        if (request.For is { } span && (span <= TimeSpan.Zero || span > Reading.SpanMax))
        {
            problems.Add("for: a fault lasts longer than no time and at most a year, or until it is cleared.");
            return null;
        }

        return fault;
    }

    /// <summary>What it does at the seams from its first moment on.</summary>
    public IReadOnlyList<Effect> EffectsOf(Fault fault, ulong salt) => [.. fault.Effects(atlas, salt, left: 1)];

    /// <summary>
    /// The request with what was left to us: how long things take to come back is drawn from the timing profile.
    /// </summary>
    public FaultRequest Complete(FaultRequest request)
    {
        const string Return = "return";
        var takesLong = timing.Of(Steps.PowerReturn.Service) == Profile.Aws
            && FaultKind.Find(request.Kind)?.Parameters.Any(parameter => parameter.Name == Return) == true;
        return takesLong && !request.Given.ContainsKey(Return)
            ? request with
            {
                Given = new Dictionary<string, string>(request.Given)
                {
                    [Return] = Spans.Text(timing.Draw(Steps.PowerReturn, node.Dice)),
                },
            }
            : request;
    }

    /// <summary>
    /// Begins a fault that was read before. It is in force, and kept, when this ends. One that is asked for again by
    /// the same token is the one that there is.
    /// </summary>
    public async ValueTask<FaultInForce> Begin(FaultRequest request, Fault fault, CancellationToken ct)
    {
        using var held = await partition.Take(ct);
        if (held.State.Orders.FirstOrDefault(request.IsAgain) is { } before)
        {
            return new(before, fault, Left(before, fault, node.Now));
        }

        if (held.State.Orders.Count >= FaultsMax)
        {
            throw new TooManyFaults();
        }

        var now = node.Now;
        var order = new FaultOrder
        {
            Number = held.State.NextNumber,
            Id = $"fault-{node.Dice.Next() & 0xFFFFFFFF:x8}",
            Kind = fault.Kind.Name,
            Given = request.Given,
            Began = now,
            Ends = now + request.For,
            Salt = request.Salt,
            Door = request.Door,
            Token = request.Token,
        };
        held.State.Put(order);
        await Keep(held, [Tell(HappeningKind.FaultBegan, order, fault)], ct);
        reconciler.Tell();
        return new(order, fault, Left: 1);
    }

    /// <summary>Ends those at once, without an aftermath. Gives those that were in force.</summary>
    public async ValueTask<IReadOnlyList<FaultInForce>> Clear(Func<FaultOrder, bool> which, CancellationToken ct)
    {
        using var held = await partition.Take(ct);
        var cleared = InForce.Where(each => which(each.Order)).ToList();
        if (cleared.Count == 0)
        {
            return cleared;
        }

        foreach (var each in cleared)
        {
            held.State.Remove(each.Order);
        }

        await Keep(held, [.. cleared.Select(each => Tell(HappeningKind.FaultOver, each.Order, each.Fault))], ct);
        return cleared;
    }

    public ValueTask DisposeAsync() => reconciler.DisposeAsync();

    /// <summary>Ends what ended while nobody was there, shows the rest, and goes on watching.</summary>
    internal async ValueTask Start(CancellationToken ct)
    {
        await Look(ct);
        reconciler.Start();
    }

    private async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        using var held = await partition.Take(ct);
        var now = node.Now;
        var events = new List<Happening>();
        foreach (var order in held.State.Orders.ToArray())
        {
            Settle(held.State, order, now, events);
        }

        var next = held.State.Orders.Select(order => NextLook(order, now)).Min();
        if (events.Count > 0)
        {
            await Keep(held, events, ct);
        }
        else
        {
            Show(held.State, now);
            await held.Keep();
        }

        return next;
    }

    private void Settle(FaultState state, FaultOrder order, DateTimeOffset now, List<Happening> events)
    {
        if (Read(order) is not { } fault)
        {
            // The world is another one than when it began, or it was another Faultline that knew the kind.
            state.Remove(order);
            events.Add(new(HappeningKind.FaultUnreadable, now)
            {
                Cause = order.Id, Says = $"{order.Id} ({order.Kind}) means nothing in this world, and has ended",
            });
            return;
        }

        if (order.Ends is not { } ends || now < ends)
        {
            return;
        }

        if (!order.InAftermath)
        {
            events.Add(Tell(HappeningKind.FaultEnded, order, fault) with { At = ends });
        }

        if (now >= ends + fault.Aftermath)
        {
            state.Remove(order);
            events.Add(Tell(HappeningKind.FaultOver, order, fault));
        }
        else if (!order.InAftermath)
        {
            state.Put(order with { InAftermath = true });
        }
    }

    private DateTimeOffset? NextLook(FaultOrder order, DateTimeOffset now)
    {
        if (order.Ends is not { } ends || now < ends)
        {
            return order.Ends;
        }

        var step = (Read(order)?.Aftermath ?? TimeSpan.Zero) / StepsBack;
        return now + (step > StepMin ? step : StepMin);
    }

    /// <summary>
    /// Shows first, under the turn, so that the board never goes back; then keeps, with what tells of it.
    /// </summary>
    private async ValueTask Keep(Held<FaultState> held, IReadOnlyList<Happening> events, CancellationToken ct)
    {
        using var line = await timeline.Turn(ct);
        foreach (var happening in events)
        {
            line.State.Add(happening);
        }

        Show(held.State, node.Now);
        await held.KeepWith(line);
        timeline.Wake();
    }

    private void Show(FaultState state, DateTimeOffset now)
    {
        var shown = new List<FaultInForce>();
        foreach (var order in state.Orders)
        {
            if (Read(order) is { } fault)
            {
                shown.Add(new(order, fault, Left(order, fault, now)));
            }
        }

        // The board first: who sees that a fault is over is not to be struck by it any more.
        onBoard = shown.ConvertAll(each => (each, Known(each) ?? Effects(each)));
        board.Show(new([.. onBoard.SelectMany(each => each.Effects.Select(effect => (each.Fault.Order.Id, effect)))]));
        Volatile.Write(ref inForce, shown);
    }

    private IReadOnlyList<Effect> Effects(FaultInForce of) => [.. of.Fault.Effects(atlas, of.Order.Salt, of.Left)];

    /// <summary>Those that are on the board for it: a throttle remembers there how many have passed.</summary>
    private IReadOnlyList<Effect>? Known(FaultInForce of)
    {
        foreach (var (fault, effects) in onBoard)
        {
            if (fault.Order == of.Order && fault.Left.Equals(of.Left))
            {
                return effects;
            }
        }

        return null;
    }

    private Fault? Read(FaultOrder order) => Reading.Fault(order.Kind, order.Given, atlas, words, []);

    private static double Left(FaultOrder order, Fault fault, DateTimeOffset now) =>
        order.Ends is { } ends && now > ends
            ? Math.Clamp(1 - (now - ends) / fault.Aftermath, 0, 1)
            : 1;

    private Happening Tell(HappeningKind kind, FaultOrder order, Fault fault)
    {
        var place = PlaceParameters
            .Select(name => order.Given.GetValueOrDefault(name))
            .Select(name => name is not null && atlas.TryFind(name, out var found) ? found : null)
            .FirstOrDefault(found => found is not null);
        return new(kind, node.Now)
        {
            Region = place?.Region?.Name,
            Zone = place?.Zone?.Name,
            Resource = order.Given.GetValueOrDefault("resource"),
            Cause = order.Id,
            Says = kind == HappeningKind.FaultBegan ? fault.Says : $"no longer: {fault.Says}",
        };
    }
}

/// <summary>What somebody asks for.</summary>
public sealed record FaultRequest(string Kind, IReadOnlyDictionary<string, string> Given, TimeSpan? For, string Door)
{
    /// <summary>What the one who asks calls it, if he may have to ask again.</summary>
    public string Token { get; init; } = "";

    /// <summary>
    /// Chooses who belongs to a share. The same request chooses the same ones, so that a dry run tells the truth.
    /// </summary>
    public ulong Salt => new Dice(0).Fork(string.Join(' ', Given
        .OrderBy(each => each.Key, StringComparer.Ordinal)
        .Select(each => $"{each.Key}={each.Value}")
        .Prepend(Kind))).Next();

    /// <summary>Whether that one was begun by the same request, asked before.</summary>
    internal bool IsAgain(FaultOrder order) =>
        Token.Length > 0 && order.Token == Token && order.Door == Door && order.Kind == Kind
        && order.Given.Count == Given.Count
        && Given.All(each => order.Given.GetValueOrDefault(each.Key) == each.Value);
}

/// <summary>There are as many faults in force as there may be.</summary>
public sealed class TooManyFaults() : Exception(
    $"{FaultBook.FaultsMax} faults are in force, and more are not taken: clear some first.");
