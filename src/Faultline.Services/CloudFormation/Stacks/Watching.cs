using System.Collections.Immutable;
using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Keeping;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>
/// Rollback triggers: an operation whose alarms go off goes back, and is over only once they have been looked at for as
/// long as was asked after everything stood.
/// </summary>
internal static class Watching
{
    private static readonly Made nothing = new("", "");

    public static Vigil Of(RollbackConfiguration? asked) => new()
    {
        Alarms = [.. (asked?.RollbackTriggers ?? []).Select(each => each.Arn)],
        Lasts = TimeSpan.FromMinutes(asked?.MonitoringTimeInMinutes ?? 0),
    };

    /// <summary>Has the alarms looked at, if that is due.</summary>
    public static void Look(Scene scene)
    {
        var vigil = scene.Operation.Vigil;
        if (vigil.Alarms.IsEmpty || vigil.IsOver)
        {
            return;
        }

        var at = vigil.Look.Step == Step.None ? new(Step.Watch, scene.Now) : vigil.Look;
        if (scene.Take(scene.Id, at, _ => Order(scene, vigil)) is { } look)
        {
            Put(scene, vigil with { Look = look });
        }
    }

    /// <summary>All resources are as they should be: whether that has lasted as long as it must.</summary>
    public static bool IsOver(Scene scene)
    {
        var vigil = scene.Operation.Vigil;
        if (vigil.IsEmpty || vigil.IsOver)
        {
            return true;
        }

        if (vigil.Since is not { } since)
        {
            // What was found before everything stood says nothing of how it stands.
            Put(scene, vigil with { Since = scene.Now, Look = vigil.Look with { Due = null } });
            Look(scene);
            since = scene.Now;
        }

        if (vigil.Alarms.IsEmpty && since + vigil.Lasts <= scene.Now)
        {
            return true;
        }

        scene.Wait(since + vigil.Lasts > scene.Now ? since + vigil.Lasts : null);
        return false;
    }

    public static void Take(Scene scene, Answer answer)
    {
        var (vigil, under) = (scene.Operation.Vigil, scene.Operation);
        if (under.Phase != Phase.Forward || answer.Order.Stack.Operation?.Id != under.Id)
        {
            return;
        }

        if (answer.Error is { } error)
        {
            if (error.MayPass && vigil.Look.Since + scene.Tempo.Patience > scene.Now)
            {
                Put(scene, vigil with
                {
                    Look = vigil.Look with { Due = scene.Now + scene.Tempo.Retry(vigil.Look.Tries) },
                });
            }
            else
            {
                End(scene, Reasons.NotWatched(error));
            }
        }
        else if (answer.Alarms.FirstOrDefault(each => each.State is null) is { Arn: not null } missing)
        {
            End(scene, Reasons.NoAlarm(missing.Arn));
        }
        else if (answer.Alarms.Where(each => each.State == Api.CloudWatch.StateValue.Alarm).ToList() is [_, ..] ringing)
        {
            End(scene, Reasons.Alarmed(ringing.Select(each => each.Arn)));
        }
        else
        {
            Put(scene, vigil with
            {
                IsOver = answer.Order.IsLast,
                Look = new(Step.Watch, scene.Now) { Due = scene.Now + scene.Tempo.LookMax },
            });
        }
    }

    private static Order Order(Scene scene, Vigil vigil) =>
        new(scene.Id, scene.Stack, scene.Stack.Name, nothing, Step.Watch)
        {
            IsLast = vigil.Since + vigil.Lasts <= scene.Now,
        };

    private static void End(Scene scene, string why) => scene.Change(under => under with { Cancelled = why });

    private static void Put(Scene scene, Vigil vigil) => scene.Change(under => under with { Vigil = vigil });
}

/// <summary>An alarm as it was found; its state is null where there is none.</summary>
internal readonly record struct Rung(string Arn, string? State);
