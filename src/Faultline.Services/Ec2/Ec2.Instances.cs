using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Images;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    // MaxResults of DescribeInstances in the API reference.
    private static readonly Paging instancePages = new(Min: 5, Max: 1000, Unasked: null);

    public override async ValueTask<Reservation> RunInstances(
        Call call, RunInstancesRequest request, CancellationToken ct)
    {
        if (options.Engines is null)
        {
            throw Refusal.NoEngines();
        }

        using var held = await book.Take(call.Account, ct);
        var state = held.State;
        var asked = LaunchSettings.Complete(state, call.Account, request.With(plain =>
            plain.TagSpecifications = Tagging.Others(call, request.TagSpecifications)));
        Tagging.Check(asked.TagSpecifications, launchTags);
        if (ClientTokens.Outcome(state, call, request.ClientToken, request) is { } reservation)
        {
            var launched = state.Machines.Of(call.Account).Where(machine => machine.Reservation == reservation);
            var again = Shown(state, call.Account, reservation, launched);
            await held.Keep();
            return again;
        }

        var order = LaunchOrder.Read(state, call, asked) with
        {
            OfAws = Tagging.OfAws(call, "instance", request.TagSpecifications),
        };
        var machines = Tag(state, launcher.Launch(state, call, order), order.OfAws);
        ClientTokens.Note(state, call, request.ClientToken, request, machines[0].Reservation);
        var shown = Shown(state, call.Account, machines[0].Reservation, machines);
        await held.Keep();
        Tell();
        return shown;
    }

    public override async ValueTask<DescribeInstancesResult> DescribeInstances(
        Call call, DescribeInstancesRequest request, CancellationToken ct)
    {
        var passes = InstanceFilters.All.Read(request.Filters);
        using var held = await book.Take(call.Account, ct);
        IEnumerable<Machine> machines = held.State.Machines.Of(call.Account);
        if (request.InstanceIds is { Count: > 0 } ids)
        {
            if (request.MaxResults is not null)
            {
                throw Refusal.PagesOfNamed("instancesSet");
            }

            machines = Noun.Instance.Pick(machines, machine => machine.Id, ids);
        }

        var view = new InstanceView(held.State);
        var found = machines
            .Select(machine => (Shown: view.Of(machine), machine.Reservation, machine.Account))
            .Where(each => passes(each));
        var (page, next) = instancePages.Cut(
            call, found, each => $"{each.Reservation} {each.Shown.InstanceId}", request.MaxResults, request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new()
        {
            NextToken = next,
            Reservations =
            [
                .. page.GroupBy(each => each.Reservation).Select(each => new Reservation
                {
                    ReservationId = each.Key,
                    OwnerId = call.Account,
                    Groups = [],
                    Instances = [.. each.Select(one => one.Shown).OrderBy(one => one.AmiLaunchIndex)],
                }),
            ],
        };
    }

    private static IReadOnlyList<Machine> Tag(Ec2State state, IReadOnlyList<Machine> machines, List<Tag> ofAws) =>
        ofAws.Count == 0
            ? machines
            : [.. machines.Select(machine => state.Machines.Change(
                machine.Id, row => row.With(shown => shown.Tags = [.. ofAws, .. shown.Tags ?? []])))];

    private static readonly string[] launchTags =
        ["instance", "volume", "network-interface", "spot-instances-request", "elastic-gpu"];

    private static Reservation Shown(
        Ec2State state, string account, string reservation, IEnumerable<Machine> machines)
    {
        var view = new InstanceView(state);
        return new()
        {
            ReservationId = reservation,
            OwnerId = account,
            Groups = [],
            Instances = [.. machines.Select(view.Of)],
        };
    }
}
