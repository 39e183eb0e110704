using Faultline.Api.CloudFormation;
using Faultline.Api.CloudWatch;
using Faultline.Simulation;
using Faultline.Tests.CloudFormation;
using Faultline.Wire;

namespace Faultline.Stories.CloudFormation;

/// <summary>Alarms that go off while a stack is made or changed, at any moment, on a server that dies.</summary>
public sealed class TriggerStories
{
    private const string Alarm = "errors";
    private const string Arn = $"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{Alarm}";
    private static readonly TimeSpan monitored = TimeSpan.FromMinutes(1);

    /// <summary>Under "fast" alarms are looked at each second; a server that is down does not look.</summary>
    private static readonly TimeSpan unseen = TimeSpan.FromSeconds(15);

    [Fact]
    public void Whenever_an_alarm_goes_off_what_is_under_way_goes_back() => Explore.Seeds(200, async world =>
    {
        var server = new StackServer(world);
        server.Alarms.States[Alarm] = StateValue.Ok;
        server.Alarms.Before = () => world.Dice.Chance(0.1) ? ScriptedThings.Outage : null;
        await server.Start();
        var isOver = false;
        var deaths = Deaths(world, server, () => isOver);
        var created = await Try(world, server, async () => (await server.Ask<CreateStackOutput>(
            "CreateStack", new CreateStackInput
            {
                StackName = StackServer.Name,
                TemplateBody = ThingTemplates.Body("A Size=1", "B Link=A"),
                ClientRequestToken = "create",
                RollbackConfiguration = Watched(),
            }))!.StackId!);
        var stands = created.Status == "CREATE_COMPLETE";
        Assert.Equal(stands ? "A 1, B 0" : "", server.Things.Shown);
        if (stands)
        {
            var updated = await Try(world, server, async () =>
            {
                await Update(server, created.Id);
                return created.Id;
            });
            var isNew = updated.Status == "UPDATE_COMPLETE";
            Assert.Equal(isNew ? "A 2, C 0" : "A 1, B 0", server.Things.Shown);
        }

        isOver = true;
        await deaths;
        Assert.All(server.Things.Made, each => Assert.Equal(1, each.Value));
    });

    /// <summary>
    /// Begins something and has the alarm go off at some moment, or never. It is well by the end only if nothing rang
    /// while it was watched, and then it was watched for as long as was asked.
    /// </summary>
    private static async Task<(string Id, string Status)> Try(
        World world, StackServer server, Func<Task<string>> begin)
    {
        server.Alarms.States[Alarm] = StateValue.Ok;
        var begun = world.Now;
        var id = await begin();
        var isRung = false;
        var rings = world.Dice.Chance(0.3)
            ? DateTimeOffset.MaxValue
            : world.Now + world.Below(TimeSpan.FromSeconds(110));
        var ringing = Ring();
        var status = await server.End(id);
        var ended = world.Now;
        isRung = true;
        await ringing;
        if (status.EndsWith("ROLLBACK_COMPLETE", StringComparison.Ordinal))
        {
            Assert.True(rings <= ended, "It went back, and nothing rang.");
        }
        else
        {
            Assert.Contains(status, (string[])["CREATE_COMPLETE", "UPDATE_COMPLETE"]);
            Assert.True(rings > ended - unseen, $"It rang at {rings:T}, and nobody heard it until {ended:T}.");
            Assert.True(ended - begun >= monitored, $"It was watched from {begun:T} to {ended:T} only.");
        }

        return (id, status);

        async Task Ring()
        {
            while (!isRung && world.Now < rings)
            {
                await world.Delay(TimeSpan.FromMilliseconds(200));
            }

            if (!isRung)
            {
                server.Alarms.States[Alarm] = StateValue.Alarm;
            }
        }
    }

    private static async Task Update(StackServer server, string id)
    {
        try
        {
            await server.Ask<UpdateStackOutput>("UpdateStack", new UpdateStackInput
            {
                StackName = id,
                TemplateBody = ThingTemplates.Body("A Size=2", "C Link=A"),
                ClientRequestToken = "update",
            });
        }
        catch (AwsError again) when (again.Message.Contains("state and can not be updated", StringComparison.Ordinal))
        {
            // It was heard the first time, and the answer was not.
        }
    }

    private static RollbackConfiguration Watched() => new()
    {
        MonitoringTimeInMinutes = (int)monitored.TotalMinutes,
        RollbackTriggers = [new() { Arn = Arn, Type = "AWS::CloudWatch::Alarm" }],
    };

    private static async Task Deaths(World world, StackServer server, Func<bool> isOver)
    {
        for (var death = 0; death < 6 && !isOver(); death++)
        {
            await world.Delay(world.Below(TimeSpan.FromSeconds(40)));
            if (!isOver())
            {
                await server.Die();
            }
        }
    }
}
