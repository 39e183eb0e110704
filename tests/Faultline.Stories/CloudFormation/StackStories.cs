using Faultline.Api.CloudFormation;
using Faultline.Simulation;
using Faultline.Tests.CloudFormation;
using Faultline.Wire;

namespace Faultline.Stories.CloudFormation;

/// <summary>Stacks that are made, changed and deleted while the server dies and the service behind is ill.</summary>
public sealed class StackStories
{
    [Fact]
    public void Whenever_the_server_dies_a_stack_comes_to_a_right_end() => Explore.Seeds(200, async world =>
    {
        var server = new StackServer(world);
        await server.Start();
        var isOver = false;
        if (world.Dice.Chance(0.7))
        {
            server.Disturb();
        }

        var deaths = Deaths(world, server, () => isOver);
        var first = Draw(world, 0);
        var id = (await server.Ask<CreateStackOutput>("CreateStack", new CreateStackInput
        {
            StackName = StackServer.Name,
            TemplateBody = first.Body,
            ClientRequestToken = "create",
        }))!.StackId!;
        var status = await server.End(id);
        Assert.Equal(first.IsBad ? "ROLLBACK_COMPLETE" : "CREATE_COMPLETE", status);
        Check(server, first.IsBad ? [] : first.Things);
        var stands = first.IsBad ? null : first;
        for (var update = 1; stands is not null && update < 3; update++)
        {
            stands = await Update(world, server, id, stands, update);
        }

        await server.Ask<UpdateStackOutput>("DeleteStack", new DeleteStackInput { StackName = id });
        Assert.Equal("DELETE_COMPLETE", await server.End(id));
        isOver = true;
        await deaths;
        Assert.Empty(server.Things.There);
        Assert.All(server.Things.Made, each => Assert.Equal(1, each.Value));
    });

    [Fact]
    public void Whenever_the_server_dies_what_has_drifted_is_brought_back_or_stays_as_it_was() =>
        Explore.Seeds(200, async world =>
        {
            var server = new StackServer(world);
            await server.Start();
            string[] things = ["A Size=1", "B Link=A Size=2", "C Link=B Size=3", "D Size=4"];
            var id = (await server.Ask<CreateStackOutput>("CreateStack", new CreateStackInput
            {
                StackName = StackServer.Name,
                TemplateBody = ThingTemplates.Body(things),
            }))!.StackId!;
            Assert.Equal("CREATE_COMPLETE", await server.End(id));
            var drifted = server.Things.There.Values.Where(_ => world.Dice.Chance(0.5)).ToList();
            foreach (var thing in drifted)
            {
                var properties = thing.Properties.DeepClone().AsObject();
                properties["Size"] = "9";
                server.Things.There[thing.Id] = thing with { Properties = properties };
            }

            var isBad = world.Dice.Chance(0.4);
            var was = server.Things.Shown;
            await server.Ask<CreateChangeSetOutput>("CreateChangeSet", new CreateChangeSetInput
            {
                StackName = id,
                ChangeSetName = "back",
                ClientToken = "back",
                DeploymentMode = DeploymentMode.RevertDrift,
                TemplateBody = ThingTemplates.Body([.. things, isBad ? "E Link=C Bad=1" : "E Link=C Size=5"]),
            });
            if (world.Dice.Chance(0.7))
            {
                server.Disturb();
            }

            var isOver = false;
            var deaths = Deaths(world, server, () => isOver);
            await server.Ask<ExecuteChangeSetOutput>("ExecuteChangeSet", new ExecuteChangeSetInput
            {
                StackName = id,
                ChangeSetName = "back",
                ClientRequestToken = "back",
            });
            var status = await server.End(id);
            isOver = true;
            await deaths;
            Assert.Equal(isBad ? "UPDATE_ROLLBACK_COMPLETE" : "UPDATE_COMPLETE", status);
            Assert.Equal(isBad ? was : "A 1, B 2, C 3, D 4, E 5", server.Things.Shown);

            // Whatever there is, the template says what it said.
            var same = await Assert.ThrowsAsync<AwsError>(() => server.Ask<UpdateStackOutput>(
                "UpdateStack", new UpdateStackInput
                {
                    StackName = id,
                    TemplateBody = ThingTemplates.Body(isBad ? things : [.. things, "E Link=C Size=5"]),
                }));
            Assert.Equal("No updates are to be performed.", same.Message);
        });

    [Fact]
    public void A_stack_of_fifty_is_made_in_well_under_ten_seconds() => Explore.Seeds(20, async world =>
    {
        var server = new StackServer(world);
        server.Things.Takes = static () => Task.CompletedTask;
        await server.Start();
        var begun = world.Now;
        var id = (await server.Ask<CreateStackOutput>("CreateStack", new CreateStackInput
        {
            StackName = StackServer.Name,
            TemplateBody = ThingTemplates.Body([.. Enumerable.Range(0, 50).Select(number =>
                number % 5 == 0 ? $"R{number} Size=1" : $"R{number} Link=R{number - 1}")]),
        }))!.StackId!;
        Assert.Equal("CREATE_COMPLETE", await server.End(id));
        Assert.True(world.Now - begun < TimeSpan.FromSeconds(9), $"It took {world.Now - begun}.");
    });

    private static async Task<Draft> Update(World world, StackServer server, string id, Draft stands, int update)
    {
        var next = Draw(world, update);
        try
        {
            await server.Ask<UpdateStackOutput>("UpdateStack", new UpdateStackInput
            {
                StackName = id,
                TemplateBody = next.Body,
                ClientRequestToken = $"update {update}",
            });
        }
        catch (AwsError same) when (same.Message == "No updates are to be performed.")
        {
            return stands;
        }
        catch (AwsError again) when (again.Message.Contains("state and can not be updated", StringComparison.Ordinal))
        {
            // It was heard the first time, and the answer was not.
        }

        if (world.Dice.Chance(0.2))
        {
            await world.Delay(world.Below(TimeSpan.FromSeconds(3)));
            try
            {
                await server.Ask<UpdateStackOutput>("CancelUpdateStack", new CancelUpdateStackInput { StackName = id });
            }
            catch (AwsError)
            {
                // It had come too far.
            }
        }

        var status = await server.End(id);
        Assert.Contains(status, (string[])["UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"]);
        Assert.False(next.IsBad && status == "UPDATE_COMPLETE");
        var now = status == "UPDATE_COMPLETE" ? next : stands;
        Check(server, now.Things);
        return now;
    }

    private static async Task Deaths(World world, StackServer server, Func<bool> isOver)
    {
        for (var death = 0; death < 12 && !isOver(); death++)
        {
            await world.Delay(world.Below(TimeSpan.FromSeconds(6)));
            if (!isOver())
            {
                await server.Die();
            }
        }
    }

    private static void Check(StackServer server, IReadOnlyList<string> shown)
    {
        Assert.Equal(string.Join(", ", shown), server.Things.Shown);
        Assert.All(server.Things.Made, each => Assert.Equal(1, each.Value));
        var things = server.Things.There.Values;
        foreach (var link in things.Select(thing => (string?)thing.Properties["Link"]).OfType<string>())
        {
            Assert.Contains(link, server.Things.There.Keys);
        }
    }

    /// <summary>A template of some things that need each other; a bad one has one that cannot be made.</summary>
    private static Draft Draw(World world, int edition)
    {
        var (lines, things) = (new List<string>(), new List<string>());
        for (var number = 0; number < 6; number++)
        {
            if (world.Dice.Chance(0.3))
            {
                continue;
            }

            var size = world.Dice.Below(3);
            var line = $"R{number} Size={size}";
            if (lines.Count > 0 && world.Dice.Chance(0.6))
            {
                line += $" Link={lines[world.Dice.Below(lines.Count)].Split(' ')[0]}";
            }

            lines.Add(world.Dice.Chance(0.3) ? $"{line} Name=n{edition}" : line);
            things.Add($"R{number} {size}");
        }

        var isBad = world.Dice.Chance(0.3);
        lines.Add("Last Size=9");
        things.Add("Last 9");
        if (isBad)
        {
            lines.Add("Bad Link=Last Bad=yes");
        }

        return new(ThingTemplates.Body([.. lines]), [.. things.Order(StringComparer.Ordinal)], isBad);
    }

    private sealed record Draft(string Body, IReadOnlyList<string> Things, bool IsBad);
}
