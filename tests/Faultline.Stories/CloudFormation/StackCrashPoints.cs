using Faultline.Api.CloudFormation;
using Faultline.Simulation;
using Faultline.Tests.CloudFormation;
using Faultline.Wire;

namespace Faultline.Stories.CloudFormation;

/// <summary>
/// The same life of a stack again and again, and each time the server dies at another write or sync of its disk: for
/// every one that there is, and with them after every event. Whatever it was doing to the stack, that ends right.
/// </summary>
public sealed class StackCrashPoints
{
    private static readonly string[] First = ["A Size=1", "B Size=1 Link=A", "C Size=1 Link=B"];

    /// <summary>One changes, one is replaced, one goes, one comes.</summary>
    private static readonly string[] Second = ["A Size=2", "B Size=1 Link=A Name=other", "D Size=3 Link=B"];

    [Fact]
    public void The_server_is_killed_at_every_write_and_sync() =>
        DiskActs.Each("is killed", 100, (world, nth) => Live(world, nth, losesPower: false));

    [Fact]
    public void The_server_loses_its_power_at_every_write_and_sync() =>
        DiskActs.Each("loses its power", 100, (world, nth) => Live(world, nth, losesPower: true));

    /// <summary>One life of a stack, and of one that cannot be made; true when the server died in it.</summary>
    private static async Task<bool> Live(World world, int nth, bool losesPower)
    {
        var server = new StackServer(world);
        await server.Start();
        var began = server.DiskActs;
        server.DieAt(nth, losesPower);
        var id = await Create(server, "create", First);
        Assert.Equal("CREATE_COMPLETE", await server.End(id));
        Check(server, "A 1, B 1, C 1");
        await Update(server, id, "update", Second);
        Assert.Equal("UPDATE_COMPLETE", await server.End(id));
        Check(server, "A 2, B 1, D 3");
        await Update(server, id, "bad update", ["A Size=5", "B Size=1 Link=A", "E Size=1 Link=A", "F Link=E Bad=yes"]);
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await server.End(id));
        Check(server, "A 2, B 1, D 3");
        await Delete(server, id);
        Assert.Equal("DELETE_COMPLETE", await server.End(id));

        var bad = await Create(server, "bad create", ["A Size=1", "B Link=A Bad=yes"]);
        Assert.Equal("ROLLBACK_COMPLETE", await server.End(bad));
        await Delete(server, bad);
        Assert.Equal("DELETE_COMPLETE", await server.End(bad));
        Check(server, "");
        return server.DiskActs >= began + nth;
    }

    private static async Task<string> Create(StackServer server, string token, string[] things) =>
        (await server.Ask<CreateStackOutput>("CreateStack", new CreateStackInput
        {
            StackName = StackServer.Name,
            TemplateBody = ThingTemplates.Body(things),
            ClientRequestToken = token,
        }))!.StackId!;

    private static async Task Update(StackServer server, string id, string token, string[] things)
    {
        try
        {
            await server.Ask<UpdateStackOutput>("UpdateStack", new UpdateStackInput
            {
                StackName = id,
                TemplateBody = ThingTemplates.Body(things),
                ClientRequestToken = token,
            });
        }
        catch (AwsError again) when (again.Message.Contains("can not be updated", StringComparison.Ordinal)
            || again.Message == "No updates are to be performed.")
        {
            // It was heard the first time, and the answer was not.
        }
    }

    private static Task<UpdateStackOutput?> Delete(StackServer server, string id) =>
        server.Ask<UpdateStackOutput>("DeleteStack", new DeleteStackInput { StackName = id });

    private static void Check(StackServer server, string shown)
    {
        Assert.Equal(shown, server.Things.Shown);
        Assert.All(server.Things.Made, each => Assert.Equal(1, each.Value));
    }
}
