using Faultline.Api.CloudWatch;
using Faultline.Api.Fis;
using Faultline.Services.Fis.Actions;
using Faultline.Simulation;
using Faultline.Tests.Fis;
using Faultline.Wire;

namespace Faultline.Stories.Fis;

/// <summary>
/// Experiments of every shape, on a server that dies at any moment, with actions that refuse, hang and take their time.
/// </summary>
public sealed class ExperimentStories
{
    private const string Alarm = "errors";
    private const string AlarmArn = $"arn:aws:cloudwatch:eu-west-1:{FisServer.Account}:alarm:{Alarm}";

    /// <summary>For so long it is looked whether something comes after the end.</summary>
    private static readonly TimeSpan after = TimeSpan.FromMinutes(10);

    [Fact]
    public void Every_experiment_ends_and_leaves_nothing_behind() => Explore.Seeds(200, async world =>
    {
        var server = new FisServer(world)
        {
            Trouble = (world.Dice.Chance(0.5) ? 0.05 : 0, world.Dice.Chance(0.3) ? 0.03 : 0),
        };
        server.Alarms.States[Alarm] = StateValue.Ok;
        server.Ec2.Instances.Add(ScriptedEc2.Machine("i-1", tags: ("role", "web")));
        await server.Start();
        var request = Draw(world);
        var witness = new Witness(world, request);
        server.Watch = witness.Look;
        var template = (await server.Ask<CreateExperimentTemplateResponse>("CreateExperimentTemplate", request))
            .ExperimentTemplate!;
        var isOver = false;
        var deaths = Deaths(world, server, () => isOver);
        var id = (await server.Ask<StartExperimentResponse>("StartExperiment", new StartExperimentRequest
        {
            ClientToken = "start",
            ExperimentTemplateId = template.Id!,
        })).Experiment!.Id!;
        var hand = Interfere(world, server, id, () => isOver);
        var ended = await server.End(id);
        isOver = true;
        await Task.WhenAll(deaths, hand);
        Check(server, ended);
        var asked = server.Action.Asked.Count;
        await world.Delay(after);
        Assert.Equal(asked, server.Action.Asked.Count);
        Assert.Equal(ended.State!.Status, (await server.Look(id)).State!.Status);
    });

    /// <summary>What is shown at the end agrees with itself, and nothing is in effect any more.</summary>
    private static void Check(FisServer server, Experiment ended)
    {
        Assert.Empty(server.Action.InEffect);
        var actions = ended.Actions!;
        Assert.All(actions, each => Assert.Contains(
            each.Value.State!.Status,
            (string[])["completed", "stopped", "failed", "cancelled", "skipped"]));
        var statuses = actions.Values.Select(each => each.State!.Status).ToHashSet();
        switch (ended.State!.Status)
        {
            case "completed":
                Assert.Equal(["completed"], statuses);
                break;
            case "failed":
                Assert.NotNull(ended.State.Error);
                break;
            default:
                Assert.Contains(ended.State.Status, (string[])["stopped", "cancelled"]);
                break;
        }

        foreach (var (name, action) in actions)
        {
            var begins = server.Action.Asked.Contains($"begin {name}");
            Assert.True(!begins || action.StartTime is not null, $"{name} had begun, and nobody says when.");
            if (action.State!.Status == "cancelled")
            {
                Assert.False(begins, $"{name} is cancelled, and had begun.");
            }

            if (action.State.Status == "completed" && action.Parameters?.GetValueOrDefault("duration") is { } text)
            {
                Assert.True(action.EndTime - action.StartTime >= System.Xml.XmlConvert.ToTimeSpan(text));
            }
        }
    }

    private static CreateExperimentTemplateRequest Draw(World world)
    {
        var actions = new Dictionary<string, CreateExperimentTemplateActionInput>();
        for (var i = 0; i < 1 + world.Dice.Below(6); i++)
        {
            var kind = world.Dice.Below(3) switch
            {
                0 => ScriptedKinds.Plain,
                1 => ScriptedKinds.Aimed,
                _ => ScriptedKinds.Lasting,
            };
            actions[$"a{i}"] = new()
            {
                ActionId = kind,
                Targets = kind == ScriptedKinds.Aimed ? new() { ["Instances"] = "machines" } : null,
                Parameters = kind == ScriptedKinds.Plain
                    ? null
                    : new() { ["duration"] = $"PT{1 + world.Dice.Below(60)}S" },
                StartAfter = [.. actions.Keys.Where(_ => world.Dice.Chance(0.4))],
            };
        }

        return new()
        {
            ClientToken = "create",
            Description = "d",
            RoleArn = $"arn:aws:iam::{FisServer.Account}:role/chaos",
            StopConditions = world.Dice.Chance(0.5)
                ? [new() { Source = "aws:cloudwatch:alarm", Value = AlarmArn }]
                : [new() { Source = "none" }],
            Targets = new()
            {
                ["machines"] = new()
                {
                    ResourceType = "aws:ec2:instance",
                    ResourceTags = new() { ["role"] = "web" },
                    SelectionMode = "ALL",
                },
            },
            Actions = actions,
        };
    }

    /// <summary>Somebody stops it, or an alarm goes off, or the lever is pulled, at some moment or never.</summary>
    private static async Task Interfere(World world, FisServer server, string id, Func<bool> isOver)
    {
        var what = world.Dice.Below(6);
        for (var left = world.Dice.Below(120); left > 0 && !isOver(); left--)
        {
            await world.Delay(TimeSpan.FromSeconds(1));
        }

        if (isOver())
        {
            return;
        }

        switch (what)
        {
            case 0:
                try
                {
                    await server.Ask<StopExperimentResponse>("StopExperiment", new StopExperimentRequest { Id = id });
                }
                catch (AwsError over) when (over.Message.Contains("cannot be stopped", StringComparison.Ordinal))
                {
                    // It was over before.
                }

                break;
            case 1:
                server.Alarms.States[Alarm] = StateValue.Alarm;
                break;
            case 2:
                await server.Ask<UpdateSafetyLeverStateResponse>(
                    "UpdateSafetyLeverState",
                    new UpdateSafetyLeverStateRequest
                    {
                        Id = "default",
                        State = new() { Status = "engaged", Reason = "enough" },
                    });
                break;
        }
    }

    private static async Task Deaths(World world, FisServer server, Func<bool> isOver)
    {
        for (var death = 0; death < 6 && !isOver(); death++)
        {
            await world.Delay(world.Below(TimeSpan.FromSeconds(30)));
            if (!isOver())
            {
                await server.Die();
            }
        }
    }

    /// <summary>Looks that nothing begins before what it comes after is over, nor again once it was ended.</summary>
    private sealed class Witness(World world, CreateExperimentTemplateRequest request)
    {
        private readonly HashSet<string> ended = new(StringComparer.Ordinal);

        public void Look(string what, ActionScene scene)
        {
            if (what is "end" or "stop")
            {
                ended.Add(scene.Name);
            }
            else if (what == "begin")
            {
                foreach (var earlier in (request.Actions[scene.Name].StartAfter ?? []).Append(scene.Name))
                {
                    if (earlier == scene.Name ? ended.Contains(earlier) : !ended.Contains(earlier))
                    {
                        world.Fail(new InvalidOperationException($"{scene.Name} begins out of its order: {earlier}."));
                    }
                }
            }
        }
    }
}
