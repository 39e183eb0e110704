using System.Globalization;
using System.Text.Json;

namespace Faultline.Commands.Scenarios;

/// <summary>
/// Follows an experiment to its end: tells every change, stops it when that is asked for, and when nothing is there to
/// be struck.
/// </summary>
internal sealed class Following(Experiments experiments, string id, bool isQuiet)
{
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, string> told = new(StringComparer.Ordinal);
    private bool isStopped;

    /// <summary>Nothing but roles was found: there is nothing whose failure anybody could see.</summary>
    public bool IsAimless { get; private set; }

    public async Task<JsonElement> ToItsEnd(CancellationToken stop, CancellationToken ct)
    {
        for (var isLooked = false; ;)
        {
            var experiment = await experiments.Get(id, ct);
            var status = experiment.GetProperty("state").Text("status");
            if (!isLooked && status is not ("pending" or "initiating"))
            {
                isLooked = true;
                await Look(experiment, ct);
            }

            Tell(experiment);
            if (status is "completed" or "stopped" or "failed" or "cancelled")
            {
                return experiment;
            }

            if ((stop.IsCancellationRequested || IsAimless) && !isStopped)
            {
                isStopped = true;
                await Stop(ct);
                continue;
            }

            await Pause(isStopped ? CancellationToken.None : stop, ct);
        }
    }

    /// <summary>Looks what the targets were resolved to, which they are once.</summary>
    private async Task Look(JsonElement experiment, CancellationToken ct)
    {
        if (!experiment.TryGetProperty("targets", out var targets))
        {
            return;
        }

        var found = await experiments.Found(id, ct);
        var all = targets.EnumerateObject().OrderBy(each => each.Name, StringComparer.Ordinal).ToList();
        IsAimless = all.TrueForAll(each => each.Value.Text("resourceType") == "aws:iam:role"
            || !found[each.Name].Any());
        if (!isQuiet)
        {
            Console.WriteLine(
                $"Found: {string.Join(", ", all.Select(each => $"{each.Name} {found[each.Name].Count()}"))}.");
        }
    }

    /// <summary>It may be over by itself in the same moment.</summary>
    private async Task Stop(CancellationToken ct)
    {
        try
        {
            await experiments.Stop(id, ct);
        }
        catch (Refused refused)
        {
            var now = await experiments.Get(id, ct);
            if (now.GetProperty("state").Text("status") is not ("completed" or "stopped" or "failed" or "cancelled"))
            {
                throw new Refused(refused.ExitCode, refused.Reasons);
            }
        }
    }

    private static async Task Pause(CancellationToken stop, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, ct);
        try
        {
            await Task.Delay(pause, Edge.Clock, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // It is to be stopped, and need not wait for that.
        }
    }

    private void Tell(JsonElement experiment)
    {
        if (isQuiet)
        {
            return;
        }

        if (experiment.TryGetProperty("actions", out var actions))
        {
            foreach (var action in actions.EnumerateObject())
            {
                if (action.Value.TryGetProperty("state", out var state))
                {
                    Tell(action.Name, state);
                }
            }
        }

        Tell("experiment", experiment.GetProperty("state"));
    }

    private void Tell(string name, JsonElement state)
    {
        var status = state.Text("status");
        if (status == "pending" || (told.TryGetValue(name, out var before) && before == status))
        {
            return;
        }

        told[name] = status;
        var why = status is "failed" or "skipped" or "cancelled" ? state.Text("reason") : "";
        var hour = Edge.Clock.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        Console.WriteLine($"{hour}  {name}: {status}{(why.Length > 0 ? $" ({why})" : "")}");
    }
}
