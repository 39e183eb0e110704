using System.Globalization;
using Faultline.Whole.Instances;
using Faultline.Whole.Postgres;
using Faultline.Whole.Rds;

namespace Faultline.Whole.Examples;

/// <summary>The shop of the examples, as its users have it.</summary>
[Collection(InstancesCollection.Name)]
[Trait("Tier", "drills")]
public sealed class ShopTests
{
    [PostgresFact("aws")]
    public async Task Orders_outlive_the_database_that_took_them_and_the_stack_leaves_nothing()
    {
        await using var shop = await ShopStack.Deploy("shop", instances: 3);
        List<string> keys = [.. Enumerable.Range(1, 30).Select(key => key.ToString(CultureInfo.InvariantCulture))];
        await Place(shop, keys[..10]);
        var writer = await Writer(shop);
        await Database.Until("a standby is in sync", async () =>
            (await shop.Databases())[0]!["servers"]!.AsArray().Any(each => (bool)each!["isInSync"]!));
        (await Tool.Run("kill", ["-9", $"{writer}"])).MustSucceed();
        await Place(shop, keys[10..]);
        Assert.NotEqual(writer, await Writer(shop));

        // Whoever did not hear that his order was taken asks again: it is one order all the same.
        await Place(shop, keys);
        var orders = await shop.Orders();
        Assert.Equal(["first", .. keys], orders);
        await Database.Until("every order is fulfilled", async () =>
        {
            foreach (var key in keys)
            {
                if (!await shop.IsFulfilled(key))
                {
                    return false;
                }
            }

            return true;
        });
        Assert.Contains("\"cart\"", (await shop.Ask(HttpMethod.Post, "/carts/c", """{"thing": "tea"}""")).Text);
        Assert.Equal(200, (await shop.Ask(HttpMethod.Get, "/health/deep")).Status);

        await shop.Delete();
        Assert.Empty(Trees.Of(shop.Server.State));
        Assert.Empty(await shop.Databases());
        foreach (var (arguments, query) in Leftovers)
        {
            Assert.Equal("[]", await shop.Aws([.. arguments.Split(' '), "--query", query]));
        }
    }

    /// <summary>What could be left of it, and what of that is its own.</summary>
    private static readonly (string Arguments, string Query)[] Leftovers =
    [
        ("ec2 describe-vpcs", "Vpcs[?IsDefault==`false`]"),
        ("ec2 describe-addresses", "Addresses"),
        ("ec2 describe-volumes", "Volumes"),
        ("ec2 describe-network-interfaces", "NetworkInterfaces"),
        ("ec2 describe-launch-templates", "LaunchTemplates"),
        ("elbv2 describe-load-balancers", "LoadBalancers"),
        ("elbv2 describe-target-groups", "TargetGroups"),
        ("autoscaling describe-auto-scaling-groups", "AutoScalingGroups"),
        ("cloudwatch describe-alarms", "MetricAlarms"),
        ("ssm describe-parameters", "Parameters"),
        ("rds describe-db-snapshots", "DBSnapshots"),
        ("rds describe-db-instance-automated-backups", "DBInstanceAutomatedBackups"),
        ("sqs list-queues", "QueueUrls || `[]`"),
    ];

    private static async Task<int> Writer(ShopStack shop)
    {
        int? found = null;
        await Database.Until("a server writes", async () =>
        {
            var servers = (await shop.Databases())[0]!["servers"]!.AsArray();
            return (found = (int?)servers.FirstOrDefault(each => (string)each!["state"]! == "writing")?["pid"])
                is not null;
        });
        return found!.Value;
    }

    private static async Task Place(ShopStack shop, IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            await Database.Until($"order {key} is placed", () => shop.Place(key));
        }
    }
}
