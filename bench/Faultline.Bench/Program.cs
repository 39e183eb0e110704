using System.Globalization;
using Faultline.Bench;

// Sockets complete inline, in the load generator as in the servers: set before the first socket is made.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
switch (args)
{
    case ["limit", var port]:
        await Limit.Serve(int.Parse(port, CultureInfo.InvariantCulture));
        return 0;
    case ["drive", var port, var clients, var seconds, var what]:
        await Drive.Run(int.Parse(port, CultureInfo.InvariantCulture), int.Parse(clients, CultureInfo.InvariantCulture),
            TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)), what);
        return 0;
    case ["respond", var port]:
        await Responder.Serve(int.Parse(port, CultureInfo.InvariantCulture));
        return 0;
    case ["carry", var port, var layer, .. var targets]:
        await Carry.Serve(int.Parse(port, CultureInfo.InvariantCulture), layer == "4",
            targets.Select(target => int.Parse(target, CultureInfo.InvariantCulture)));
        return 0;
    case ["balancer", ..]:
        await BalancerRates.Run(Arguments.Parse(args));
        return 0;
    case ["balancer-memory", ..]:
        await BalancerMemory.Run(Arguments.Parse(args));
        return 0;
    case ["sqs", ..]:
        await SqsRates.Run(Arguments.Parse(args));
        return 0;
    case ["depth", ..]:
        await SqsDepth.Run(Arguments.Parse(args));
        return 0;
    case ["ec2", ..]:
        await Ec2Rates.Run(Arguments.Parse(args));
        return 0;
    case ["metrics", ..]:
        await MetricRates.Run(Arguments.Parse(args));
        return 0;
    case ["groups", ..]:
        await GroupRounds.Run(Arguments.Parse(args));
        return 0;
    case ["databases", ..]:
        await DatabaseTimes.Run(Arguments.Parse(args));
        return 0;
    case ["start", ..]:
        await StartTimes.Run(Arguments.Parse(args));
        return 0;
    case ["board", ..]:
        BoardJudgements.Run(Arguments.Parse(args));
        return 0;
    case ["stacks", ..]:
        await StackTimes.Run(Arguments.Parse(args));
        return 0;
    case ["templates", ..]:
        TemplateTimes.Run(Arguments.Parse(args));
        return 0;
    default:
        Console.Error.WriteLine(
            "bench/run sqs|depth|ec2|groups|metrics|balancer|balancer-memory|databases|start|board|templates|stacks "
            + "[--rounds N] [--seconds S] [--requests N] [--only PART] [--json]");
        return 2;
}
